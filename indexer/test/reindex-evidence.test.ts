import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { collectEvidence } from '#shared/chain/audit/collect-evidence.ts';
import { evidenceText } from '#shared/chain/audit/readings.ts';
import { openCheckpoint, readCheckpoint } from '../models/checkpoint.ts';
import { type IndexerFixture, until } from './indexer-fixture.ts';
import { codeOf, everything, namedIn, openReindexFixture, reindexOf, whole } from './reindex-fixture.ts';
import { differences, openStore, type Store } from './store.ts';

const test = suite('an event out of its evidence file');
let fixture: IndexerFixture;
let store: Store;
/** By event number: files with the proof of each ledger. */
const files = new Map<number, string>();
/** A file of the last event with the usual proofs: those of its newest ledgers. */
let fewProofs: string;

test.before(async () => {
	fixture = await openReindexFixture();
	store = fixture.store;
	for (const no of [1, 2, whole]) files.set(no, await saved(no, Number.POSITIVE_INFINITY));
	fewProofs = await saved(whole, 1);
});
test.after(() => fixture.close());

async function saved(no: number, proveLedgers: number): Promise<string> {
	const { chain, deployment } = fixture.chainFixture;
	const { registry, usdc, sinceLedger } = deployment;
	const source = { ...chain, registry, usdc, sinceLedger, proveLedgers };
	return evidenceText(await collectEvidence(source, String(no)));
}

const ofWhole = `contract = (select address from chain.events where no = ${whole})`;

test('mends raw events that are damaged, gone, or have another id', async () => {
	const { rows } = store;
	const last = `id = (select max(id) from chain.raw_events where ${ofWhole})`;
	for (const damage of [
		`update chain.raw_events set value = 'AAAAAQ==' where ${last}`,
		`delete from chain.raw_events where ${ofWhole}`,
		`update chain.raw_events set id = left(id, -1) || '9' where ${last}`,
		`delete from chain.raw_events where id = (select max(id) from chain.raw_events where contract = (select registry from chain.checkpoint))`,
	]) {
		await rows(damage);
		const control = await reindexOf(store);
		assert.ok(control.kept.length > 0 || namedIn(control).length > 0, damage);
		const { imported, kept } = await reindexOf(store, { from: { evidence: fewProofs } });
		assert.equal(kept, [], damage);
		assert.ok(imported!.rawEvents > 0, damage);
		assert.equal(await differences(store), [], damage);
	}
});

test('makes a lost index again, event by event, without any node', async () => {
	const lost = await openStore(fixture.cluster);
	const { network, registry, ledger } = await readCheckpoint(store.db);
	await openCheckpoint(lost.db, { network, registry, startLedger: ledger + 1 });
	try {
		assert.is(
			await codeOf(reindexOf(lost, { from: { evidence: files.get(2)! } })),
			'LOG_GAP',
			'one after the other',
		);
		for (const no of [1, 2, whole]) await reindexOf(lost, { from: { evidence: files.get(no)! } });
		assert.equal(await everything(lost), await everything(store));
		assert.is((await readCheckpoint(lost.db)).announced, whole);
		const again = await reindexOf(lost, { from: { evidence: files.get(whole)! } });
		assert.equal([again.imported!.rawEvents, namedIn(again)], [0, []]);
		const movements = await lost.rows(
			`select count(*)::int as n from chain.movements where event_no = ${whole}`,
		);
		assert.ok(movements[0].n > 5);
	} finally {
		await lost.close();
	}
});

test('stores nothing of a file that lies, or that proves too little', async () => {
	const lost = await openStore(fixture.cluster);
	const { network, registry, ledger } = await readCheckpoint(store.db);
	await openCheckpoint(lost.db, { network, registry, startLedger: ledger + 1 });
	const text = files.get(1)!;
	const changed = (change: (file: ReturnType<typeof JSON.parse>) => void): string => {
		const file = JSON.parse(text);
		change(file);
		return JSON.stringify(file);
	};
	const evidence = {
		EVIDENCE_UNREADABLE: 'no file',
		EVENT_FOREIGN: changed((f) => (f.source.registry = f.source.usdc)),
		EVIDENCE_OF_ANOTHER_NETWORK: changed((f) => (f.source.passphrase = 'another')),
		EVIDENCE_RED: changed((f) => f.raw.splice(2, 1)),
		EVIDENCE_LACKS_PROOFS: changed((f) => f.proofs.pop()),
	};
	try {
		const before = await everything(lost);
		for (const [expected, file] of Object.entries(evidence))
			assert.is(await codeOf(reindexOf(lost, { from: { evidence: file } })), expected);
		assert.equal(await everything(lost), before);
		// The audit does not cover when the announcement came: its ledger's header says it.
		const forged = changed((f) => {
			f.announced.ledgerClosedAt = '2020-01-01T00:00:00Z';
		});
		await reindexOf(lost, { from: { evidence: forged } });
		const at = ({ rows }: Store) => rows('select announced_at from chain.events where no = 1');
		assert.equal(await at(lost), await at(store));
	} finally {
		await lost.close();
	}
});

test('a follower goes on afterwards in a new term, and an event that is announced next is read', async () => {
	const { epoch } = await readCheckpoint(store.db);
	await reindexOf(store, { from: { evidence: files.get(whole)! } });
	const event = await fixture.chainFixture.publish(fixture.chainFixture.terms());
	await until('the next event', async () => (await fixture.get(`/v1/events/${event}`)).status === 200);
	assert.ok((await readCheckpoint(store.db)).epoch > epoch);
	assert.equal(namedIn(await reindexOf(store)), []);
});

test.run();
