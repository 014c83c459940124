import { mkdirSync, mkdtempSync, readlinkSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import postgres from 'postgres';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { copyForAll } from './home.ts';
import { startTestPostgres, type TestPostgres } from './test-postgres.ts';

const test = suite('the embedded database');
let pg: TestPostgres;

test.before(async () => {
	pg = await startTestPostgres();
});
test.after(() => pg.stop());

const attempt = async (url: string, statement: string): Promise<string> => {
	const sql = postgres(url, { max: 1, onnotice: () => {} });
	try {
		await sql.unsafe(statement);
		return 'done';
	} catch (error) {
		return (error as { code: string }).code;
	} finally {
		await sql.end();
	}
};

const insufficientPrivilege = '42501';

test('a service writes its own schema and no other one', async () => {
	const database = await pg.database();
	const { owner, run } = database.urls('indexer');
	assert.is(await attempt(owner, 'CREATE TABLE chain.a (n int)'), 'done');
	assert.is(await attempt(run, 'INSERT INTO chain.a VALUES (1)'), 'done');
	const relayer = database.urls('relayer');
	assert.is(await attempt(relayer.run, 'INSERT INTO chain.a VALUES (1)'), insufficientPrivilege);
	assert.is(await attempt(relayer.owner, 'SELECT * FROM chain.a'), insufficientPrivilege);
});

test('the role that runs a service does not change its tables', async () => {
	const database = await pg.database();
	const { owner, run } = database.urls('indexer');
	assert.is(await attempt(owner, 'CREATE TABLE chain.a (n int)'), 'done');
	assert.is(await attempt(run, 'CREATE TABLE chain.b (n int)'), insufficientPrivilege);
	assert.is(await attempt(run, 'DROP TABLE chain.a'), insufficientPrivilege);
	assert.is(await attempt(run, 'CREATE TABLE public.b (n int)'), insufficientPrivilege);
});

test('a view granted to another service is what that one may read', async () => {
	const database = await pg.database();
	const { owner } = database.urls('relayer');
	assert.is(
		await attempt(
			owner,
			'CREATE TABLE relay.secret (n int); CREATE VIEW relay.told AS SELECT n FROM relay.secret',
		),
		'done',
	);
	const reader = database.urls('indexer').run;
	assert.is(await attempt(reader, 'SELECT * FROM relay.told'), insufficientPrivilege);
	assert.is(
		await attempt(owner, 'GRANT USAGE ON SCHEMA relay TO indexer; GRANT SELECT ON relay.told TO indexer'),
		'done',
	);
	assert.is(await attempt(reader, 'SELECT * FROM relay.told'), 'done');
	assert.is(await attempt(reader, 'SELECT * FROM relay.secret'), insufficientPrivilege);
});

test('its programs can be run by every user, whatever umask the clone was made with', () => {
	const folder = mkdtempSync(join(tmpdir(), 'passa-copy-'));
	const [from, to] = [join(folder, 'from'), join(folder, 'to')];
	mkdirSync(join(from, 'bin'), { recursive: true, mode: 0o700 });
	writeFileSync(join(from, 'bin/postgres'), 'a program', { mode: 0o700 });
	writeFileSync(join(from, 'library.so.1'), 'a library', { mode: 0o600 });
	symlinkSync('library.so.1', join(from, 'library.so'));
	copyForAll(from, to);
	const modes = ['.', 'bin', 'bin/postgres', 'library.so.1'].map((n) => statSync(join(to, n)).mode & 0o777);
	assert.equal(modes, [0o755, 0o755, 0o755, 0o644]);
	assert.is(readlinkSync(join(to, 'library.so')), 'library.so.1');
	rmSync(folder, { recursive: true });
});

test.run();
