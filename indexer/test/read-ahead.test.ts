import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { PassaError } from '#shared/errors.ts';
import { readAhead, runsOf } from '../ingest/read-ahead.ts';
import { closeFixture, emptyDatabase, type FollowerFixture, openFixture } from './follower-fixture.ts';
import { RecordedSource } from './recording.ts';
import { differences, followOptions, followTo } from './store.ts';

const test = suite('catching up');
let fixture: FollowerFixture;

test.before(async () => {
	fixture = await openFixture();
});
test.before.each(() => emptyDatabase(fixture));
test.after(() => closeFixture(fixture));

/** A source that notes which ledgers are asked for, and how many are asked for and not answered yet. */
function watched(answer: (from: number) => Promise<void> = async () => {}) {
	const source = new RecordedSource(fixture.recording);
	const asked: [number, number][] = [];
	const open = { ledgers: 0, most: 0 };
	const read = source.ledgers.bind(source);
	source.ledgers = async (from, limit) => {
		asked.push([from, limit]);
		open.ledgers += limit;
		open.most = Math.max(open.most, open.ledgers);
		await answer(from);
		open.ledgers -= limit;
		return read(from, limit);
	};
	return { source, asked, open };
}

const sequences = () => fixture.recording.ledgers.map(({ sequence }) => sequence);

test('neighbours share a request of at most ten ledgers, and a ledger between them is not read', () => {
	assert.equal(runsOf([]), []);
	assert.equal(runsOf([3, 4, 5, 7]), [
		{ from: 3, to: 5 },
		{ from: 7, to: 7 },
	]);
	const many = Array.from({ length: 25 }, (_, i) => i + 2);
	assert.equal(
		runsOf(many).map(({ from, to }) => to - from + 1),
		[10, 10, 5],
	);
});

test('reads all ledgers in order, with at most twenty asked for ahead', async () => {
	const { source, asked, open } = watched(() => new Promise((done) => setTimeout(done, 2)));
	const read: number[] = [];
	for await (const { sequence } of readAhead(source, runsOf(sequences()))) read.push(sequence);
	assert.equal(read, sequences());
	assert.is(asked.length, Math.ceil(sequences().length / 10));
	assert.ok(open.most > 10 && open.most <= 20, `${open.most} ledgers at once`);
	const alone = watched(() => new Promise((done) => setTimeout(done, 2)));
	const everySecond = sequences().filter((_, i) => i % 2 === 0);
	for await (const { sequence } of readAhead(alone.source, runsOf(everySecond)))
		assert.ok(everySecond.includes(sequence));
	assert.is(alone.asked.length, everySecond.length);
	assert.ok(alone.open.most > 1 && alone.open.most <= 8, `${alone.open.most} requests at once`);
});

test('a request that fails costs none of the ledgers before it', async () => {
	const { source } = watched(async (from) => {
		if (from > sequences()[10]!) throw new PassaError('RPC_ERROR', 'not now');
	});
	const read: number[] = [];
	const error = await (async () => {
		for await (const { sequence } of readAhead(source, runsOf(sequences()))) read.push(sequence);
	})().catch((each) => each);
	assert.is(error.code, 'RPC_ERROR');
	assert.equal(read, sequences().slice(0, 20));
});

test('far behind, one request reads neighbours with our events, and no other ledger but the newest', async () => {
	const { source, asked } = watched();
	const ours = new Set([fixture.chain.registry, ...(await announced())]);
	const own = new Set(
		fixture.recording.events.filter((e) => ours.has(e.contractId)).map(({ ledger }) => ledger),
	);
	// The newest ledger is too far away for each to be read.
	const readPage = source.events.bind(source);
	source.events = async (start) => {
		const page = await readPage(start);
		return { ...page, latestLedger: page.latestLedger + 1 };
	};
	await followTo(followOptions(fixture.store, source), fixture.chain, source.newest);
	assert.equal(await differences(fixture.store), []);
	const wanted = runsOf([...own].sort((a, b) => a - b));
	const anchors = asked.filter(([from, limit]) => limit === 1 && !own.has(from));
	assert.ok(anchors.length <= 2, `ledgers without an event of ours: ${JSON.stringify(anchors)}`);
	const read = asked.filter((each) => !anchors.includes(each));
	assert.equal(
		read.slice(0, wanted.length),
		wanted.map(({ from, to }) => [from, to - from + 1]),
	);
	assert.ok(wanted.length < own.size, 'the control: one request for each ledger would be more');
});

const announced = async (): Promise<string[]> =>
	(await fixture.store.rows('SELECT address FROM expected.events')).map(({ address }) => address);

test.run();
