import { once } from 'node:events';
import {
	existsSync,
	mkdirSync,
	mkdtempSync,
	readlinkSync,
	rmSync,
	statSync,
	symlinkSync,
	writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import postgres from 'postgres';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { startTestPostgres, type TestPostgres } from '#testing/postgres/test-postgres.ts';
import { startCluster } from './cluster.ts';
import { copyForAll, homeOf, leftOf, removeCluster } from './home.ts';

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
	const database = await pg.database('bare');
	const { owner, run } = database.urls('indexer');
	assert.is(await attempt(owner, 'CREATE TABLE chain.a (n int)'), 'done');
	assert.is(await attempt(run, 'INSERT INTO chain.a VALUES (1)'), 'done');
	const relayer = database.urls('relayer');
	assert.is(await attempt(relayer.run, 'INSERT INTO chain.a VALUES (1)'), insufficientPrivilege);
	assert.is(await attempt(relayer.owner, 'SELECT * FROM chain.a'), insufficientPrivilege);
});

test('the role that runs a service does not change its tables', async () => {
	const database = await pg.database('bare');
	const { owner, run } = database.urls('indexer');
	assert.is(await attempt(owner, 'CREATE TABLE chain.a (n int)'), 'done');
	assert.is(await attempt(run, 'CREATE TABLE chain.b (n int)'), insufficientPrivilege);
	assert.is(await attempt(run, 'DROP TABLE chain.a'), insufficientPrivilege);
	assert.is(await attempt(run, 'CREATE TABLE public.b (n int)'), insufficientPrivilege);
});

test('of another schema a service reads only a view that was granted to it', async () => {
	const database = await pg.database('bare');
	const { owner } = database.urls('relayer');
	assert.is(
		await attempt(
			owner,
			'CREATE TABLE relay.secret (n int); CREATE VIEW relay.shown AS SELECT n FROM relay.secret',
		),
		'done',
	);
	const reader = database.urls('indexer').run;
	assert.is(await attempt(reader, 'SELECT * FROM relay.shown'), insufficientPrivilege);
	assert.is(
		await attempt(owner, 'GRANT USAGE ON SCHEMA relay TO indexer; GRANT SELECT ON relay.shown TO indexer'),
		'done',
	);
	assert.is(await attempt(reader, 'SELECT * FROM relay.shown'), 'done');
	assert.is(await attempt(reader, 'SELECT * FROM relay.secret'), insufficientPrivilege);
});

test('a cluster whose data folder was removed by hand is put aside; one whose folder is damaged is refused', async () => {
	const folder = mkdtempSync(join(tmpdir(), 'passa-gone-'));
	const { cluster } = homeOf(folder);
	mkdirSync(cluster, { recursive: true });
	writeFileSync(join(cluster, 'of-before'), '');
	writeFileSync(join(folder, 'deployment.json'), '{}');
	const taken = createServer().listen(0, '127.0.0.1');
	await once(taken, 'listening');
	const { port } = taken.address() as { port: number };
	const refused = await startCluster(folder, port).catch((error) => error.code);
	assert.is(refused, 'DATA_DAMAGED');
	rmSync(join(folder, 'deployment.json'));
	// It fails because of its port, not because of the old cluster.
	const failed = await startCluster(folder, port).catch((error) => error.message);
	taken.close();
	assert.match(failed, 'could not');
	assert.ok(existsSync(join(leftOf(cluster), 'of-before')));
	assert.ok(existsSync(join(cluster, 'PG_VERSION')));
	removeCluster(folder);
	assert.not.ok(existsSync(cluster) || existsSync(leftOf(cluster)));
	rmSync(folder, { recursive: true });
});

test('its programs can be run by every user, under any umask of the clone', () => {
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
