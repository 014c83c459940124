import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { startLocalnet } from '#localnet/localnet.ts';
import type { Clock } from '#shared/clock.ts';
import { PassaError } from '#shared/errors.ts';
import { codeOf } from '#testing/fixtures/chain-fixture.ts';
import { applyLedger, passLedgers } from '../ingest/apply-ledger.ts';
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
const ofEvents = () => fixture.recording.events.filter((e) => e.contractId !== fixture.chain.registry);

test('misses an omitted event in its log', async () => {
	const left = ofEvents()[3]!;
	const source = altered((events) => events.filter((e) => e.id !== left.id));
	await followTo(followOptions(fixture.store, source), fixture.chain, inState('gap'));
	const { ledger, reason } = await readCheckpoint(fixture.store.db);
	assert.match(reason, 'of its log is missing');
	assert.ok(ledger >= left.ledger - 1 && ledger < source.newest);
});

test('misses an omitted announcement in the registry’s count', async () => {
	const [first] = fixture.recording.events.filter((e) => e.contractId === fixture.chain.registry);
	const source = altered((events) => events.filter((e) => e.id !== first!.id));
	await followTo(followOptions(fixture.store, source), fixture.chain, inState('gap'));
	assert.match((await readCheckpoint(fixture.store.db)).reason, 'announcement 1 is missing before 2');
});

test('sees that an altered event does not follow in its log', async () => {
	const sales = ofEvents().filter((e) => e.topic.length === 3);
	const [one, two] = [sales[0]!, sales.at(-1)!];
	const source = altered((events) => events.map((e) => (e.id === one.id ? { ...e, value: two.value } : e)));
	await followTo(followOptions(fixture.store, source), fixture.chain, (now) =>
		['gap', 'divergent'].includes(now.state),
	);
	assert.ok((await readCheckpoint(fixture.store.db)).ledger < source.newest);
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

test('refuses a header with another hash', async () => {
	const [one, two] = fixture.recording.ledgers;
	assert.is(headerOf(two!).previousHash, one!.hash);
	assert.throws(() => headerOf({ ...two!, hash: one!.hash }), /does not fit/);
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
			throw new PassaError('SOURCE_UNREACHABLE', 'the Stellar RPC does not answer');
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
	const position = await readCheckpoint(db);
	const epoch = await nextEpoch(db);
	const range = { latestLedger: source.newest, oldestLedger: 2 };
	const to = { ledger: position.ledger + 1, closedAt: null, anchor: null };
	const info = fixture.recording.ledgers.find((l) => l.sequence === position.ledger + 1)!;
	const ledger = { header: headerOf(info), events: [] };
	const refused = [
		applyLedger(db, epoch - 1, position, ledger, range, messagesOfLedger),
		passLedgers(db, epoch - 1, position, to, range),
		passLedgers(db, epoch, { ...position, ledger: position.ledger - 1 }, to, range),
	];
	assert.equal(await Promise.all(refused.map(codeOf)), ['FENCED', 'FENCED', 'FENCED']);
	assert.is((await passLedgers(db, epoch, position, to, range)).ledger, to.ledger);
});

test.run();
