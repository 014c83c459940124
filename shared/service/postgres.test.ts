import { setTimeout } from 'node:timers/promises';
import { sql } from 'drizzle-orm';
import { drizzle, type NodePgDatabase } from 'drizzle-orm/node-postgres';
import type { Connection, Pool } from 'pg';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { startTestPostgres, type TestPostgres } from '#testing/postgres/test-postgres.ts';
import { openPostgres } from './postgres.server.ts';

const test = suite('connections to Postgres');
let cluster: TestPostgres;
let url: string;
let adminUrl: string;

test.before(async () => {
	cluster = await startTestPostgres();
	const database = await cluster.database();
	url = database.urls('platform').run;
	adminUrl = database.adminUrl;
});
test.after(() => cluster.stop());

test('it ends on request at any time, also while it is still connecting', async () => {
	for (const milliseconds of [0, 1, 2, 3, 4, 5, 6, 8, 10, 15, 30]) {
		const { listen, close } = openPostgres(url, {});
		const stop = listen('a_channel', () => {});
		await setTimeout(milliseconds);
		const how = await Promise.race([stop().then(() => 'ended'), setTimeout(3000, 'hangs', { ref: false })]);
		assert.is(how, 'ended', `after ${milliseconds} ms`);
		await close();
	}
});

test('it ends while there is nobody to listen to', async () => {
	const { listen, close } = openPostgres('postgres://nobody@127.0.0.1:1/none', {});
	const stop = listen('a_channel', () => {});
	await setTimeout(20);
	await stop();
	await close();
});

test('a notice wakes, and so does a connection that was lost and made again', async () => {
	const { db, listen, close } = openPostgres(url, {}, { name: 'the listener' });
	let [begun, noticed] = [0, 0];
	const stop = listen('a_channel', (payload) => {
		if (payload === undefined) begun++;
		else noticed++;
	});
	const until = async (holds: () => boolean) => {
		for (let i = 0; i < 300 && !holds(); i++) await setTimeout(10);
		assert.ok(holds());
	};
	await until(() => begun === 1);
	await db.execute(`SELECT pg_notify('a_channel', 'x')`);
	await until(() => noticed === 1);
	const admin = openPostgres(adminUrl, {});
	await admin.db.execute(
		`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE 'LISTEN%' AND datname = current_database()`,
	);
	await until(() => begun === 2);
	await db.execute(`SELECT pg_notify('a_channel', 'y')`);
	await until(() => noticed === 2);
	await stop();
	await admin.close();
	await close();
});

/** What becomes of a pool of one when the connection is lost just before BEGIN. */
async function afterLostBegin(transaction: (pool: Pool, db: NodePgDatabase) => Promise<unknown>) {
	const { pool, db } = openPostgres(url, {}, { max: 1 });
	pool.once('acquire', (client) =>
		(client as never as { connection: Connection }).connection.stream.destroy(),
	);
	const outcome = await transaction(pool, db).then(
		() => 'done',
		() => 'failed',
	);
	const next = pool.query('SELECT 1').then(() => 'served');
	const served = await Promise.race([next, setTimeout(500, 'waits for ever', { ref: false })]);
	return [outcome, served];
}
const nothing = async () => {};

test('a connection that is lost at the begin of a transaction is replaced', async () => {
	assert.equal(await afterLostBegin((_, db) => db.transaction(nothing)), ['failed', 'served']);
	// As drizzle itself would: should this change, our own way of it can go.
	assert.equal(await afterLostBegin((pool) => drizzle(pool).transaction(nothing)), [
		'failed',
		'waits for ever',
	]);
});

test('a statement is parsed once for a connection; a list of another length, and a refused one, block nothing', async () => {
	const { db, close } = openPostgres(url, {}, { max: 1 });
	const one = (n: number) => db.execute(sql`SELECT ${n}::int AS n`);
	for (const n of [1, 2, 3]) assert.is((await one(n)).rows[0]!.n, n);
	// A connection outlives a statement that is refused within a transaction.
	const refused = (n: number) => db.transaction((tx) => tx.execute(sql`SELECT ${n} FROM no_such_table`));
	for (const n of [1, 2]) assert.is(await refused(n).catch(() => 'refused'), 'refused');
	const list = (...all: number[]) => db.execute(sql`SELECT 1 WHERE 2 IN ${all}`);
	assert.equal([(await list(1, 2)).rows.length, (await list(1)).rows.length], [1, 0]);
	const kept = await db.execute(
		sql`SELECT generic_plans + custom_plans AS runs FROM pg_prepared_statements WHERE statement LIKE 'SELECT $1::int%'`,
	);
	assert.equal(
		kept.rows.map(({ runs }) => Number(runs)),
		[3],
	);
	await close();
});

test.run();
