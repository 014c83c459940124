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
		for (let i = 0; i < 6000 && !holds(); i++) await setTimeout(10);
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

/** A table whose column another process widens once a pool of one has read it. */
async function widenedTable(name: string) {
	const [admin, own] = [openPostgres(adminUrl, {}), openPostgres(adminUrl, {}, { max: 1 })];
	const table = sql.identifier(name);
	await admin.db.execute(sql`CREATE TABLE public.${table} AS SELECT 1 AS n, 'a' AS other`);
	const read = (db: Pick<NodePgDatabase, 'execute'> = own.db) =>
		db.execute(sql`SELECT n FROM public.${table} WHERE n > ${0}`).then(({ rows }) => rows[0]!.n);
	const readOther = () => own.db.execute(sql`SELECT other FROM public.${table} WHERE n > ${0}`);
	assert.equal([await read(), (await readOther()).rows.length], [1, 1]);
	await admin.db.execute(sql`ALTER TABLE public.${table} ALTER n TYPE bigint`);
	const close = () => Promise.all([admin.close(), own.close()]);
	return { db: own.db, read, readOther, close };
}

test('a migration that another process makes meanwhile fails no statement outside of a transaction', async () => {
	const { read, readOther, close } = await widenedTable('widened');
	assert.equal([await read(), (await readOther()).rows.length, await read()], ['1', 1, '1']);
	await close();
});

test('of transactions it fails one for each connection, which lives on', async () => {
	const { db, read, close } = await widenedTable('widened_within');
	const outcome = (work: Parameters<typeof db.transaction>[0]) =>
		db.transaction(work).catch((error) => error.cause.code);
	const stale = '0A000';
	assert.equal([await outcome(read), await outcome(read), await read()], [stale, '1', '1']);
	// The control: under one name for ever, each transaction fails.
	const named = () => outcome((tx) => tx.execute(sql`EXECUTE for_ever`));
	await db.execute(sql`PREPARE for_ever AS SELECT n FROM public.widened_within`);
	await db.execute(sql`ALTER TABLE public.widened_within ALTER n TYPE numeric`);
	assert.equal([await named(), await named()], [stale, stale]);
	await close();
});

test('a connection whose statements the server dropped parses them again', async () => {
	const { db, close } = openPostgres(url, {}, { max: 1 });
	const two = () => db.execute(sql`SELECT ${2}::int AS two`);
	await two();
	await db.execute(sql`DEALLOCATE ALL`);
	assert.is((await two()).rows[0]!.two, 2);
	await close();
});

test.run();
