import { setTimeout } from 'node:timers/promises';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { startTestPostgres, type TestPostgres } from '#scripts/postgres/test-postgres.ts';
import { openPostgres } from './postgres.server.ts';

const test = suite('listening to Postgres');
let cluster: TestPostgres;
let url: string;

test.before(async () => {
	cluster = await startTestPostgres();
	url = (await cluster.database()).urls('platform').run;
});
test.after(() => cluster.stop());

test('it ends whenever it is told to, also while it is still connecting', async () => {
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
	const admin = openPostgres(cluster.cluster.adminUrl('postgres'), {});
	await admin.db.execute(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE 'LISTEN%'`);
	await until(() => begun === 2);
	await db.execute(`SELECT pg_notify('a_channel', 'y')`);
	await until(() => noticed === 2);
	await stop();
	await admin.close();
	await close();
});

test.run();
