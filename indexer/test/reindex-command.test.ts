import { execFile } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { collectEvidence } from '#shared/chain/audit/collect-evidence.ts';
import { evidenceText } from '#shared/chain/audit/readings.ts';
import { readCheckpoint } from '../models/checkpoint.ts';
import { reducersHash } from '../reindex/reducers-hash.ts';
import type { IndexerFixture } from './indexer-fixture.ts';
import { openReindexFixture } from './reindex-fixture.ts';
import { differences } from './store.ts';

const test = suite('npm run reindex, and the hash that asks for it');
const root = fileURLToPath(new URL('../..', import.meta.url));
let fixture: IndexerFixture;

test.before(async () => {
	fixture = await openReindexFixture();
});
test.after(() => fixture.close());

type Ended = { code: number; stdout: string; stderr: string };

const command = (...args: string[]): Promise<Ended> =>
	promisify(execFile)(process.execPath, ['--no-warnings', 'scripts/reindex.ts', ...args], {
		cwd: root,
		env: {
			...process.env,
			DATABASE_OWNER_URL: fixture.store.urls('indexer').owner,
			STELLAR_RPC_URL: fixture.chainFixture.chain.rpcUrl,
		},
	}).then(
		({ stdout, stderr }) => ({ code: 0, stdout, stderr }),
		({ code, stdout, stderr }) => ({ code, stdout, stderr }),
	);

const status = async (path = '/status') =>
	(await (await fixture.get(path)).json()) as Record<string, unknown>;

test('a fresh database follows from the reducers that run, and nothing is asked for', async () => {
	assert.is((await readCheckpoint(fixture.store.db)).reducers, reducersHash());
	assert.is((await status()).reindex, null);
	assert.is((await status('/readyz')).oldRows, false);
});

test('other reducers ask for it at /status and /readyz, and the command ends that', async () => {
	for (const earlier of [`'earlier'`, 'null']) {
		await fixture.store.rows(`update chain.checkpoint set reducers = ${earlier}`);
		assert.is((await status()).reindex, 'npm run reindex');
		assert.is((await status('/readyz')).oldRows, true);
		const { code, stdout, stderr } = await command();
		assert.is(code, 0, stderr);
		assert.match(stdout, /every live row was as its raw events say/);
		assert.match(stdout, /^ {2}tickets +[0-9a-f]{64}$/m);
		assert.is((await status()).reindex, null);
	}
	assert.equal(await differences(fixture.store), []);
});

test('it names what was wrong, and --json says it to programs', async () => {
	await fixture.store.rows('update chain.orders set buyer = buyer || $1 where event_no = 3', ['x']);
	const { code, stdout } = await command();
	assert.is(code, 0);
	assert.match(stdout, /orders\.buyer of 3\/\d+: \w+x instead of G\w+/);
	await fixture.store.rows('update chain.tiers set sold = sold + 1 where event_no = 3 and index = 0');
	const report = JSON.parse((await command('--json')).stdout);
	assert.equal(report.differences[0].checks[0].name, 'tiers.sold of 3/0');
	assert.equal(Object.keys(report.digests).length, 14);
	assert.equal(await differences(fixture.store), []);
});

test('it reads raw events again from a node and from an evidence file, and says what it found', async () => {
	const { chain, deployment } = fixture.chainFixture;
	const [event] = await fixture.store.rows('select address from chain.events where no = 3');
	await fixture.store.rows('delete from chain.raw_events where contract = $1', [event.address]);
	const byNode = await command('--from', 'rpc');
	assert.is(byNode.code, 0, byNode.stderr);
	assert.match(
		byNode.stdout,
		/^\d+ ledgers from \d+ to \d+ were read again: \d\d+ differences\n {2}raw event \S+ was missing$/m,
	);
	assert.equal(await differences(fixture.store), []);
	const file = join(fixture.documents, 'evidence.json');
	const { registry, usdc } = deployment;
	const source = { ...chain, registry, usdc, proveLedgers: Number.POSITIVE_INFINITY };
	writeFileSync(
		file,
		evidenceText(await collectEvidence({ ...source, sinceLedger: deployment.sinceLedger }, '3')),
	);
	await fixture.store.rows('delete from chain.raw_events where contract = $1', [event.address]);
	const byFile = await command('--from', file);
	assert.is(byFile.code, 0, byFile.stderr);
	assert.match(byFile.stdout, /^event 3: \d\d+ raw events of \d+ ledgers came from the file$/m);
	assert.not.match(byFile.stdout, 'UNANCHORED', 'its ledgers are stored');
	const again = await command('--from', file);
	assert.match(again.stdout, /^event 3: the file has nothing that the index lacks$/m);
	const lose = () =>
		fixture.store.rows(
			'with gone as (delete from chain.raw_events where contract = $1 returning ledger) delete from chain.ledgers where sequence in (select ledger from gone)',
			[event.address],
		);
	await lose();
	assert.match(
		(await command('--from', file)).stdout,
		/^ {2}anchored: \d+ of these ledgers are the same elsewhere$/m,
	);
	await lose();
	const alone = await command('--from', file, '--archive', fixture.documents);
	assert.match(alone.stdout, /^ {2}anchored: /m, 'the node still names them');
	assert.match(alone.stdout, /ARCHIVE_FILE_MISSING/);
	assert.equal(await differences(fixture.store), []);
	assert.match((await command('--from', fixture.documents)).stderr, /^LEDGERS_UNREADABLE: /);
});

test('it refuses flags that it does not know, and exits with 2 where raw events are damaged', async () => {
	assert.match((await command('--form', 'raw')).stderr, /^FLAGS_INVALID: /);
	assert.match((await command('--from', 'nothing')).stderr, /^EVIDENCE_UNREADABLE: /);
	assert.match((await command('--archive', 'docs')).stderr, /^FLAGS_INVALID: --archive confirms /);
	const last = 'id = (select max(id) from chain.raw_events)';
	const [{ tx_hash: hash }] = await fixture.store.rows(`select tx_hash from chain.raw_events where ${last}`);
	await fixture.store.rows(`update chain.raw_events set tx_hash = 'x' where ${last}`);
	const { code, stdout } = await command();
	assert.is(code, 2);
	assert.match(
		stdout,
		/event 3 keeps its rows, since its raw events are damaged: ledger \d+ has another digest/,
	);
	await fixture.store.rows(`update chain.raw_events set tx_hash = $1 where ${last}`, [hash]);
	assert.is((await command()).code, 0);
});

test('the hash changes with each source that decides rows, and with no other', () => {
	const folder = mkdtempSync(join(tmpdir(), 'passa-reducers-'));
	try {
		for (const room of ['indexer', 'shared'])
			cpSync(join(root, room), join(folder, room), {
				recursive: true,
				filter: (path) => !/migrations|\/test(\/|$)|\.test\.ts$/.test(path),
			});
		cpSync(join(root, 'wasm-manifest.json'), join(folder, 'wasm-manifest.json'));
		const before = reducersHash(folder);
		assert.is(before, reducersHash(folder));
		const changed = (path: string): boolean => {
			const file = join(folder, path);
			const text = readFileSync(file, 'utf8');
			writeFileSync(file, `${text}\n`);
			const is = reducersHash(folder) !== before;
			writeFileSync(file, text);
			return is;
		};
		for (const path of [
			...['indexer/facts/read-facts.ts', 'indexer/models/tickets.ts', 'indexer/models/event-money.ts'],
			...['shared/contract/event-v2/decode-event.ts', 'shared/contract/event-v1/decode-event.ts'],
			...['shared/contract/native-form.ts', 'shared/hex.ts', 'wasm-manifest.json'],
		])
			assert.is(changed(path), true, path);
		for (const path of ['indexer/api/events.ts', 'indexer/live/hub.ts', 'shared/service/health.server.ts'])
			assert.is(changed(path), false, path);
		assert.is(reducersHash(folder), before);
	} finally {
		rmSync(folder, { recursive: true });
	}
});

test.run();
