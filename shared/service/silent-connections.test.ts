import { setTimeout } from 'node:timers/promises';
import { Client } from 'pg';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { startTestPostgres, type TestPostgres } from '#testing/postgres/test-postgres.ts';
import { silentProxy } from '#testing/proxies/silent-proxy.ts';
import { listen } from './listen.server.ts';
import { openPostgres } from './postgres.server.ts';

const test = suite('connections to Postgres that fall silent');
let cluster: TestPostgres;
let url: string;

test.before(async () => {
	cluster = await startTestPostgres();
	url = (await cluster.database()).urls('platform').run;
});
test.after(() => cluster.stop());

const times = { beat: 100, answer: 300, lease: 2000 };
const channel = 'a "quoted" Channel';

async function until(what: string, holds: () => boolean): Promise<void> {
	for (const end = Date.now() + 5000; !holds(); await setTimeout(5))
		if (Date.now() > end) throw new Error(`waited in vain for ${what}`);
}

test('a listener listens again, looks, and receives what comes then', async () => {
	const proxy = await silentProxy(url);
	const { pool, close } = openPostgres(url, {});
	const received: (string | undefined)[] = [];
	const stop = listen({ url: proxy.url, name: 'a test', channel, times }, (payload) =>
		received.push(payload),
	);
	const notify = (payload: string) => pool.query('SELECT pg_notify($1, $2)', [channel, payload]);
	await until('the first look', () => received.length === 1);
	await notify('a');
	await until('a notice', () => received.includes('a'));
	await setTimeout(3 * times.beat);
	proxy.silence();
	await notify('lost');
	await until('another look', () => received.length === 3);
	await notify('b');
	await until('another notice', () => received.includes('b'));
	assert.equal(received, [undefined, 'a', undefined, 'b']);
	proxy.silence();
	const begun = Date.now();
	await stop();
	assert.ok(Date.now() - begun < 2000, 'it stops while nobody answers');
	await close();
	await proxy.close();
});

test('a listener without a heartbeat waits for ever', async () => {
	const proxy = await silentProxy(url);
	const { pool, close } = openPostgres(url, {});
	const client = new Client({ connectionString: proxy.url, keepAlive: true });
	client.on('error', () => {});
	let received = 0;
	client.on('notification', () => received++);
	await client.connect();
	await client.query('LISTEN plain');
	await pool.query(`SELECT pg_notify('plain', 'a')`);
	await until('a notice', () => received === 1);
	proxy.silence();
	await pool.query(`SELECT pg_notify('plain', 'b')`);
	await setTimeout(3000);
	assert.is(received, 1);
	await close();
	await proxy.close();
});

test('a pool rejects what nobody answers, in a transaction too, and serves the next one', async () => {
	const proxy = await silentProxy(url);
	const { db, pool, close } = openPostgres(proxy.url, {}, { max: 1, queryMilliseconds: 300 });
	for (const work of [
		() => db.execute('SELECT 1'),
		() => db.transaction((tx) => tx.execute('SELECT 1')),
		// Within the transaction: its ROLLBACK is not answered either.
		() =>
			db.transaction(async (tx) => {
				proxy.silence();
				await tx.execute('SELECT 1');
			}),
	]) {
		await work().catch(() => {});
		proxy.silence();
		const refused = await work().then(
			() => '',
			(error: Error) => String(error.cause ?? error),
		);
		assert.match(refused, 'Query read timeout');
		assert.is((await pool.query('SELECT 1')).rowCount, 1);
	}
	await close();
	await proxy.close();
});

test.run();
