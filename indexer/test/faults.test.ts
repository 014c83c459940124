import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { startLocalnet } from '#localnet/localnet.ts';
import type { Clock } from '#shared/clock.ts';
import { PassaError } from '#shared/errors.ts';
import { codeOf } from '#testing/fixtures/chain-fixture.ts';
import { applyLedgers, passLedgers } from '../ingest/apply-ledgers.ts';
import { headerOf } from '../ingest/ledger-header.ts';
import { messagesOfLedger } from '../live/deltas.ts';
import { nextEpoch, readCheckpoint, type SourceState } from '../models/checkpoint.ts';
import { closeFixture, emptyDatabase, type FollowerFixture, openFixture } from './follower-fixture.ts';
import { RecordedSource, record } from './recording.ts';
import { differences, followOptions, followTo, sourceAt } from './store.ts';

const test = suite('the follower of a source that fails');
let fixture: FollowerFixture;

test.before(async () => {
	fixture = await openFixture();
	contracts = (await fixture.store.rows('SELECT address FROM expected.events')).map(({ address }) => address);
});
test.before.each(() => emptyDatabase(fixture));
test.after(() => closeFixture(fixture));

const inState = (state: SourceState) => (now: { state: string }) => now.state === state;
/** The ledger of our middle event. */
const middle = () => fixture.recording.events[Math.floor(fixture.recording.events.length / 2)]!.ledger;

test('stops at dropped ledgers, shows the gap, skips nothing, and continues when they are back', async () => {
	const source = new RecordedSource(fixture.recording);
	source.latest = middle();
	await followTo(followOptions(fixture.store, source), fixture.chain, source.latest);
	const [before] = [await readCheckpoint(fixture.store.db)];
	source.latest = source.newest;
	source.oldest = before.ledger + 3;
	await followTo(followOptions(fixture.store, source), fixture.chain, inState('gap'));
	const stopped = await readCheckpoint(fixture.store.db);
	assert.is(stopped.ledger, before.ledger);
	assert.match(stopped.reason, `ledgers ${before.ledger + 1} to ${source.oldest - 1} are gone`);
	source.oldest = 2;
	await followTo(followOptions(fixture.store, source), fixture.chain, source.newest);
	assert.equal(await differences(fixture.store), []);
});

test('reports a reset network as divergent, shorter or longer, and writes nothing', async () => {
	const old = new RecordedSource(fixture.recording);
	old.latest = middle();
	await followTo(followOptions(fixture.store, old), fixture.chain, old.latest);
	const other = await startLocalnet({ dataDir: null, port: 0, closeSeconds: 60 });
	for (const ledgers of [old.latest - 5, 20]) {
		for (let i = 0; i < ledgers; i++) other.network.close();
		const source = new RecordedSource(await record(sourceAt(other.url)));
		await followTo(followOptions(fixture.store, source), fixture.chain, inState('divergent'));
		const now = await readCheckpoint(fixture.store.db);
		assert.is(now.ledger, old.latest);
		assert.match(now.reason, 'was the network reset?');
		await fixture.store.rows(`UPDATE chain.checkpoint SET state = 'waiting'`);
	}
	await other.close();
	old.latest = old.newest;
	await followTo(followOptions(fixture.store, old), fixture.chain, old.newest);
	assert.equal(await differences(fixture.store), []);
});

type Events = RecordedSource['recording']['events'];

/** A source whose recorded events are altered. */
const altered = (change: (events: Events) => Events) =>
	new RecordedSource({ ...fixture.recording, events: change(structuredClone(fixture.recording.events)) });
let contracts: string[] = [];
/** Of our event contracts. */
const ofEvents = () => fixture.recording.events.filter((e) => contracts.includes(e.contractId));

/** Pages end before the newest ledger, so that a ledger without an event of ours is not read. */
const far = (source: RecordedSource): RecordedSource => {
	const readPage = source.events.bind(source);
	source.events = async (start) => {
		const page = await readPage(start);
		const last = page.events.filter((e) => ofEvents().some((each) => each.id === e.id))[1];
		return last ? { ...page, events: page.events.filter((e) => e.id <= last.id), cursor: last.id } : page;
	};
	return source;
};
const quarantined = () => fixture.store.rows('SELECT * FROM chain.quarantine');
const isWhole = async (source: RecordedSource) => {
	await followTo(followOptions(fixture.store, source), fixture.chain, source.newest);
	for (const end = Date.now() + 20_000; (await quarantined()).length > 0; ) {
		if (Date.now() > end) throw new Error(JSON.stringify(await quarantined()));
		await followTo(followOptions(fixture.store, source), fixture.chain, source.newest);
		await new Promise((done) => setTimeout(done, 200));
	}
};

for (const name of ['an event', 'an announcement', 'a creation', 'the last event'] as const)
	for (const way of ['at the tip', 'far behind it'] as const) {
		// A recording has no counters, and only these show far behind the tip that a last event is missing.
		if (name === 'the last event' && way === 'far behind it') continue;
		test(`reads ${name} that pages leave out from the ledger itself, or by its contract (${way})`, async () => {
			const list = {
				'an event': ofEvents()[3]!,
				'an announcement': fixture.recording.events.find((e) => e.contractId === fixture.chain.registry)!,
				'a creation': ofEvents()[0]!,
				'the last event': ofEvents().at(-1)!,
			};
			const left = list[name];
			const source = altered((events) => events.filter((e) => e.id !== left.id));
			// By its contract the source still has it.
			const whole = new RecordedSource(fixture.recording);
			source.logs = whole.logs.bind(whole);
			await isWhole(way === 'at the tip' ? source : far(source));
			const [row] = await fixture.store.rows(
				'SELECT count(*)::int AS n FROM chain.raw_events WHERE id = $1',
				[left.id],
			);
			assert.is(row.n, 1);
			assert.equal(
				(await differences(fixture.store)).filter((each) => !/outbox|channels/.test(each)),
				[],
			);
		});
	}

test('of one event blocks no other, is shown with that event, and ends when the source has the missing part', async () => {
	const left = ofEvents()[3]!;
	const source = far(altered((events) => events.filter((e) => e.id !== left.id)));
	await followTo(followOptions(fixture.store, source), fixture.chain, source.newest);
	const [held] = await quarantined();
	assert.is(held.contract, left.contractId);
	assert.is(held.code, 'LOG_GAP');
	assert.match(held.reason, 'of its log is missing');
	assert.is((await readCheckpoint(fixture.store.db)).state, 'ready');
	const numbers = (schema: string) =>
		fixture.store.rows(`SELECT n::int AS n FROM ${schema}.events WHERE address <> $1`, [left.contractId]);
	assert.equal(await numbers('chain'), await numbers('expected'), 'the other event is whole');
	const [own] = await fixture.store.rows('SELECT n::int AS n FROM chain.events WHERE address = $1', [
		left.contractId,
	]);
	const before = ofEvents().filter((e) => e.contractId === left.contractId && e.id < left.id);
	assert.is(own.n, before.length, 'this one stops before the hole');
	await isWhole(new RecordedSource(fixture.recording));
	assert.equal(
		(await differences(fixture.store)).filter((each) => !/outbox|channels/.test(each)),
		[],
	);
});

test('believes no altered event: its ledger has the true one', async () => {
	const sales = ofEvents().filter((e) => e.topic.length === 3);
	const [one, two] = [sales[0]!, sales.at(-1)!];
	const lies = [
		{ value: two.value },
		{ txHash: 'ff'.repeat(32) },
		{ ledgerClosedAt: '2031-01-01T00:00:00Z' },
		{ contractId: two.contractId },
	];
	for (const lie of lies)
		for (const place of [(source: RecordedSource) => source, far]) {
			await emptyDatabase(fixture);
			const source = altered((events) => events.map((e) => (e.id === one.id ? { ...e, ...lie } : e)));
			await isWhole(place(source));
			assert.equal(await differences(fixture.store), [], JSON.stringify(lie));
		}
});

test('believes no ledger whose results or events do not fit its header', async () => {
	const { ledger } = ofEvents()[1]!;
	const at = fixture.recording.ledgers.findIndex((l) => l.sequence === ledger);
	const info = fixture.recording.ledgers[at]!;
	const other = fixture.recording.ledgers.find((l) => l.sequence === ofEvents()[2]!.ledger)!;
	const ledgers = fixture.recording.ledgers.with(at, { ...info, metadataXdr: other.metadataXdr });
	const source = new RecordedSource({ ...fixture.recording, ledgers });
	await followTo(followOptions(fixture.store, source), fixture.chain, inState('divergent'));
	assert.match((await readCheckpoint(fixture.store.db)).reason, 'results that its header does not fit');
	await isWhole(new RecordedSource(fixture.recording));
	assert.equal(await differences(fixture.store), []);
});

test('believes no event that its transaction did not emit, though results and header are true', async () => {
	const { ledger, value } = ofEvents()[1]!;
	const at = fixture.recording.ledgers.findIndex((l) => l.sequence === ledger);
	const info = fixture.recording.ledgers[at]!;
	const [meta, data] = [info.metadataXdr, value].map((text) => Buffer.from(text, 'base64')) as [
		Buffer,
		Buffer,
	];
	const found = meta.indexOf(data);
	assert.ok(found > 0 && meta.indexOf(data, found + 1) < 0, 'it is there once');
	meta[found + data.length - 1]! ^= 1;
	const ledgers = fixture.recording.ledgers.with(at, { ...info, metadataXdr: meta.toString('base64') });
	const source = new RecordedSource({ ...fixture.recording, ledgers });
	await followTo(followOptions(fixture.store, source), fixture.chain, inState('divergent'));
	assert.match((await readCheckpoint(fixture.store.db)).reason, 'is not what its transaction emitted');
});

test('believes no tip that does not follow the ledger before it', async () => {
	const source = new RecordedSource(fixture.recording);
	source.latest = middle();
	await followTo(followOptions(fixture.store, source), fixture.chain, source.latest);
	await fixture.store.rows(`UPDATE chain.checkpoint SET hash = repeat('ab', 32)`);
	source.latest++;
	await followTo(followOptions(fixture.store, source), fixture.chain, inState('divergent'));
	assert.match((await readCheckpoint(fixture.store.db)).reason, 'was the network reset?');
});

test('halts at the same event with other bytes, in one page or after it was stored', async () => {
	const known = ofEvents()[0]!;
	const copy = { ...known, txHash: 'ff'.repeat(32) };
	const source = new RecordedSource(fixture.recording);
	const readPage = source.events.bind(source);
	source.events = async (start) => {
		const page = await readPage(start);
		return { ...page, events: [...page.events, copy] };
	};
	await followTo(followOptions(fixture.store, source), fixture.chain, inState('divergent'));
	assert.match((await readCheckpoint(fixture.store.db)).reason, 'came twice with different content');

	await emptyDatabase(fixture);
	const correct = new RecordedSource(fixture.recording);
	correct.latest = middle();
	await followTo(followOptions(fixture.store, correct), fixture.chain, correct.latest);
	await followTo(followOptions(fixture.store, source), fixture.chain, inState('divergent'));
	assert.match((await readCheckpoint(fixture.store.db)).reason, 'came again with different content');
	correct.latest = correct.newest;
	await followTo(followOptions(fixture.store, correct), fixture.chain, correct.newest);
	assert.equal(await differences(fixture.store), []);
});

test('refuses an event whose id is of another ledger', async () => {
	const { id } = ofEvents()[0]!;
	const source = altered((events) => events.map((e) => (e.id === id ? { ...e, ledger: e.ledger + 1 } : e)));
	await followTo(followOptions(fixture.store, source), fixture.chain, inState('divergent'));
	assert.match((await readCheckpoint(fixture.store.db)).reason, `event ${id} names ledger`);
});

test('refuses a header with another hash, or of another ledger', async () => {
	const [one, two] = fixture.recording.ledgers;
	assert.is(headerOf(two!).previousHash, one!.hash);
	assert.throws(() => headerOf({ ...two!, hash: one!.hash }), /does not fit/);
	assert.throws(() => headerOf({ ...two!, sequence: one!.sequence }), /does not fit/);
});

test('retries an unreachable source with growing pauses for a minute', async () => {
	let now = 0;
	const clock: Clock = {
		now: () => now,
		sleep: async (milliseconds) => {
			now += milliseconds;
			await new Promise((done) => setImmediate(done));
		},
	};
	const source = new RecordedSource(fixture.recording);
	const states = new Set<string>();
	let refused = 0;
	const readPage = source.events.bind(source);
	source.events = async (start) => {
		if (now > 100 && now < 60_100) {
			refused++;
			states.add((await readCheckpoint(fixture.store.db)).state);
			throw new PassaError('RPC_UNREACHABLE', 'the Stellar RPC does not answer');
		}
		return readPage(start);
	};
	source.latest = middle();
	const options = followOptions(fixture.store, source, { clock, pollMilliseconds: 50 });
	await followTo(options, fixture.chain, (c) => {
		if (now > 61_000) source.latest = source.newest;
		return c.ledger >= source.newest && c.state === 'ready';
	});
	assert.ok(states.has('waiting'), [...states].join());
	assert.ok(refused >= 12 && refused <= 20, `${refused} requests`);
	assert.equal(await differences(fixture.store), []);
});

test('refuses writes of an older leader, and of one at another position', async () => {
	const source = new RecordedSource(fixture.recording);
	source.latest = middle();
	await followTo(followOptions(fixture.store, source), fixture.chain, source.latest);
	const { db } = fixture.store;
	const position = { ...(await readCheckpoint(db)), announcedLedger: 1 };
	const epoch = await nextEpoch(db);
	const range = { latestLedger: source.newest, oldestLedger: 2 };
	const to = { ledger: position.ledger + 1, header: null, record: false, foreignEvents: 0 };
	const info = fixture.recording.ledgers.find((l) => l.sequence === position.ledger + 1)!;
	const ledger = { header: headerOf(info), events: [], proven: true, proof: null };
	const options = { db, messagesOf: messagesOfLedger };
	const refused = [
		applyLedgers(options, epoch - 1, position, [ledger], range),
		passLedgers(db, epoch - 1, position, to, range),
		passLedgers(db, epoch, { ...position, ledger: position.ledger - 1 }, to, range),
	];
	assert.equal(await Promise.all(refused.map(codeOf)), ['FENCED', 'FENCED', 'FENCED']);
	const other = { ...ledger, header: { ...ledger.header, previousHash: 'ab'.repeat(32) } };
	const unhashed = { ...position, hash: null };
	const written = applyLedgers(options, epoch, unhashed, [other], range);
	assert.is(await codeOf(written), 'SOURCE_DIVERGENT', 'the recorded ledger before it has another hash');
	assert.is((await passLedgers(db, epoch, position, to, range)).ledger, to.ledger);
});

test.run();
