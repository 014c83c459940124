import { cpSync, mkdtempSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { passaTopic } from '../indexer.ts';
import { checkpoint, openCheckpoint, readCheckpoint } from '../models/checkpoint.ts';
import type { ReindexReport } from '../reindex/reindex.ts';
import type { IndexerFixture } from './indexer-fixture.ts';
import { writeLedgers } from './ledger-files-fixture.ts';
import { RecordedSource, type Recording, record } from './recording.ts';
import { codeOf, everything, namedIn, openReindexFixture, reindexOf, whole } from './reindex-fixture.ts';
import { openStore, type Store, sourceAt } from './store.ts';

const test = suite('reindex from a node, and from files of ledgers');
let fixture: IndexerFixture;
let store: Store;
let recording: Recording;
let folder: string;
let expected: string[];

test.before(async () => {
	fixture = await openReindexFixture();
	store = fixture.store;
	// Nothing is read any more, so the recording holds all that is stored.
	await fixture.indexer.stop();
	recording = await record(sourceAt(fixture.chainFixture.chain.rpcUrl));
	folder = mkdtempSync(join(tmpdir(), 'passa-ledgers-'));
	writeLedgers(join(folder, 'all'), fixture.chainFixture.chain.passphrase, recording.ledgers);
	expected = await everything(store);
});
test.after(async () => {
	for (const each of [folder, fixture.documents]) rmSync(each, { recursive: true });
	await store.close();
	await Promise.all([fixture.cluster.stop(), fixture.chainFixture.close()]);
});

const fromNode = (source = new RecordedSource(recording), of = store): Promise<ReindexReport> =>
	reindexOf(of, { from: { rpc: source, topic: passaTopic } });
const fromFolder = (name = 'all', of = store): Promise<ReindexReport> =>
	reindexOf(of, { from: { folder: join(folder, name), topic: passaTopic } });

const ofWhole = `contract = (select address from chain.events where no = ${whole})`;
const damages: [string, RegExp][] = [
	[
		`update chain.raw_events set value = 'AAAAAQ==' where id = (select max(id) from chain.raw_events where ${ofWhole})`,
		/^raw event \S+ was another one$/,
	],
	[`delete from chain.raw_events where ${ofWhole}`, /^raw event \S+ was missing$/],
	[
		`insert into chain.raw_events select left(id, -1) || '7', ledger, tx_hash, op, 7, contract, topics, value
		from chain.raw_events where id = (select max(id) from chain.raw_events where ${ofWhole})`,
		/^raw event \S+7 is not in its ledger$/,
	],
	[
		`update chain.ledgers set digest = '00' where sequence = (select max(ledger) from chain.raw_events where ${ofWhole})`,
		/^ledger \d+ had another digest$/,
	],
	[
		`delete from chain.ledgers where sequence = (select max(ledger) from chain.raw_events where ${ofWhole})`,
		/another digest$/,
	],
];

for (const [name, from] of [
	['a node', fromNode],
	['files', fromFolder],
] as const)
	test(`${name}: what is damaged is named, and mended; the control: nothing is, and nothing is named`, async () => {
		assert.equal((await from()).reread!.differences, []);
		for (const [damage, says] of damages) {
			await store.rows(damage);
			const control = await reindexOf(store);
			assert.ok(control.kept.length > 0 || namedIn(control).length > 0, damage);
			const { reread, kept } = await from();
			assert.ok(reread!.differences.length > 0, damage);
			for (const each of reread!.differences) assert.match(each, says);
			assert.equal(kept, []);
			assert.equal(await everything(store), expected, damage);
		}
	});

test('a node that has dropped the beginning: what is older stays as it is stored', async () => {
	const source = new RecordedSource(recording);
	const [{ last }] = await store.rows(`select max(ledger) as last from chain.raw_events where ${ofWhole}`);
	source.oldest = last;
	const { reread } = await fromNode(source);
	assert.equal([reread!.from, reread!.to], [last, last]);
	assert.equal(await everything(store), expected);
	source.oldest = source.newest + 5;
	source.latest = source.newest + 9;
	assert.is(await codeOf(fromNode(source)), 'HISTORY_CUT');
});

test('a source of another history changes nothing', async () => {
	await store.rows(
		`update chain.ledgers set hash = 'x' || hash where sequence = (select max(ledger) from chain.raw_events)`,
	);
	for (const from of [fromNode, fromFolder]) assert.is(await codeOf(from()), 'SOURCE_DIVERGENT');
	await store.rows(`update chain.ledgers set hash = right(hash, 64)`);
	assert.equal(await everything(store), expected);
});

/** A database that knows no more than the newest ledger's hash. */
async function lostStore(): Promise<Store> {
	const lost = await openStore(fixture.cluster);
	const { network, registry, ledger, hash } = await readCheckpoint(store.db);
	await openCheckpoint(lost.db, { network, registry, startLedger: 1 });
	await lost.db.update(checkpoint).set({ ledger, hash });
	return lost;
}

test('files of ledgers make a lost index again, where its own newest ledger follows them', async () => {
	const lost = await lostStore();
	try {
		assert.ok((await readCheckpoint(lost.db)).hash, 'the newest header was read');
		const { reread } = await fromFolder('all', lost);
		assert.equal(await everything(lost), expected);
		assert.ok(reread!.ledgers >= recording.ledgers.length - 1);
		assert.is((await readCheckpoint(lost.db)).announced, whole);
		assert.equal((await fromFolder('all', lost)).reread!.differences, []);
	} finally {
		await lost.close();
	}
});

test('files that nothing proves, or that are no such files, change nothing', async () => {
	const lost = await lostStore();
	const { passphrase } = fixture.chainFixture.chain;
	const { ledger } = await readCheckpoint(store.db);
	const known = recording.ledgers.filter(({ sequence }) => sequence <= ledger);
	writeLedgers(join(folder, 'no end'), passphrase, known.slice(0, -1));
	writeLedgers(
		join(folder, 'hole'),
		passphrase,
		known.filter(({ sequence }) => Math.floor(sequence / 4) !== Math.floor(ledger / 4) - 1),
	);
	writeLedgers(join(folder, 'another network'), 'another', known);
	cpSync(join(folder, 'all'), join(folder, 'misnamed'), { recursive: true });
	const batches = readdirSync(join(folder, 'misnamed'), { recursive: true, encoding: 'utf8' }).filter(
		(name) => name.endsWith('.zst'),
	);
	const [first, second] = batches.map((name) => join(folder, 'misnamed', name)) as [string, string];
	cpSync(join(folder, 'all'), join(folder, 'no zstd'), { recursive: true });
	writeFileSync(join(folder, 'no zstd', batches[0]!), 'nothing');
	renameSync(second, first);
	try {
		const before = await everything(lost);
		for (const [name, code] of [
			['no end', 'LEDGERS_UNANCHORED'],
			['hole', 'LEDGERS_UNANCHORED'],
			['another network', 'LEDGERS_UNREADABLE'],
			['misnamed', 'LEDGERS_UNREADABLE'],
			['no zstd', 'LEDGERS_UNREADABLE'],
			['all/ledgers', 'LEDGERS_UNREADABLE'],
		])
			assert.is(await codeOf(fromFolder(name, lost)), code, name);
		assert.equal(await everything(lost), before);
	} finally {
		await lost.close();
	}
});

test.run();
