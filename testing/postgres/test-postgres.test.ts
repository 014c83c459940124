import postgres from 'postgres';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { TestDatabase } from './test-database.ts';
import { startTestPostgres, type TestPostgres } from './test-postgres.ts';

const test = suite('databases for tests');
let pg: TestPostgres;
test.before(async () => {
	pg = await startTestPostgres();
});
test.after(() => pg.stop());

async function query(url: string, statement: string): Promise<Record<string, unknown>[]> {
	const sql = postgres(url, { max: 1, onnotice: () => {} });
	try {
		return await sql.unsafe(statement);
	} finally {
		await sql.end();
	}
}
const tablesOf = async ({ adminUrl }: TestDatabase): Promise<number> => {
	const [row] = await query(
		adminUrl,
		`SELECT count(*)::int AS n FROM information_schema.tables WHERE table_schema IN ('chain', 'relay', 'platform')`,
	);
	return row!.n as number;
};

test('one has all tables, a bare one has none, and roles have the same rights in both', async () => {
	const [migrated, bare] = [await pg.database(), await pg.database('bare')];
	assert.ok((await tablesOf(migrated)) > 20);
	assert.is(await tablesOf(bare), 0);
	for (const { urls } of [migrated, bare]) {
		await query(urls('relayer').owner, 'CREATE TABLE relay.own (n int); CREATE SCHEMA more');
		await query(urls('relayer').run, 'INSERT INTO relay.own VALUES (1)');
		const refused = await query(urls('indexer').run, 'SELECT * FROM relay.own').catch((e) => e.code);
		assert.is(refused, '42501');
	}
});

test('what one writes, the next does not see', async () => {
	const [one, other] = [await pg.database(), await pg.database()];
	await query(one.urls('relayer').owner, 'CREATE TABLE relay.mine (n int)');
	assert.is((await tablesOf(one)) - (await tablesOf(other)), 1);
});

test('two fixtures of one process have databases of their own', async () => {
	const other = await startTestPostgres();
	try {
		const [one, two] = await Promise.all([pg.database('bare'), other.database('bare')]);
		assert.is.not(one.adminUrl, two.adminUrl);
	} finally {
		await other.stop();
	}
});

test.run();
