import { eq } from 'drizzle-orm';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { readEventState } from '#shared/chain/state/event-state.ts';
import { batches } from '../../models/batches.ts';
import { assertBooksBalance, assertMoneyBalances } from '../../test/assertions.ts';
import {
	announce,
	type Fixture,
	laneWorker,
	openFixture,
	orderOf,
	paidOrders,
	runDry,
} from '../../test/fixture.ts';
import type { LaneWorker } from '../lane-worker.ts';
import { type SettleKillPoint, settleKillPoints } from '../settle-deps.ts';

const test = suite('a relayer that dies while it settles');
let fixture: Fixture;

test.before(async () => {
	fixture = await openFixture();
});
test.after(() => fixture.close());

/** Dead from this step on: nothing that would come after it is done, not even the handling of an error. */
async function dieAt(at: SettleKillPoint, lane = 0): Promise<void> {
	let die = () => {};
	const dead = new Promise<void>((done) => (die = done));
	const worker = laneWorker(fixture, lane, (step) => {
		if (step !== at) return;
		die();
		return new Promise(() => {});
	});
	void runDry(worker);
	await dead;
}

/** Until all is issued: another worker finds what the dead one left. */
async function finish(worker: LaneWorker, numbers: bigint[]): Promise<void> {
	for (let i = 0; i < 500; i++) {
		await runDry(worker);
		const states = await Promise.all(numbers.map(async (no) => (await orderOf(fixture, no)).state));
		if (states.every((state) => state === 'issued')) return;
		fixture.clock.advance(500);
		await new Promise((done) => setTimeout(done, 20));
	}
	throw new Error(`not settled: ${fixture.logged().slice(-2000)}`);
}

async function settledOnce(event: string, numbers: bigint[], tickets: number): Promise<void> {
	const { counters } = await readEventState(fixture.chainFixture.chain.rpcUrl, event);
	assert.is(counters.tiers[0]!.fiatSold, tickets, 'each ticket once');
	assert.is(counters.gross, BigInt(tickets) * 100_000_000n, 'the treasury paid once');
	for (const no of numbers) assert.is((await orderOf(fixture, no)).state, 'issued');
	await assertMoneyBalances(fixture, [event]);
	await assertBooksBalance(fixture);
}

for (const step of settleKillPoints) {
	test(`after it is ${step}: the next worker ends it, once`, async () => {
		const event = await announce(fixture);
		const numbers = (await paidOrders(fixture, event, [2, 1])).map(({ no }) => no);
		await dieAt(step);
		await finish(laneWorker(fixture), numbers);
		await settledOnce(event, numbers, 3);
	});
}

test('again and again, at every step of the same orders', async () => {
	const event = await announce(fixture);
	const numbers = (await paidOrders(fixture, event, [1, 1, 2])).map(({ no }) => no);
	// A sent batch may land immediately: then the next worker finds it on the chain, and the later steps are its own.
	for (const step of ['bound', 'signed', 'stored'] as const) await dieAt(step);
	await finish(laneWorker(fixture), numbers);
	await settledOnce(event, numbers, 4);
});

test('a batch that landed in an envelope that is no longer stored is found by the event’s counters', async () => {
	const event = await announce(fixture);
	const numbers = (await paidOrders(fixture, event, [2])).map(({ no }) => no);
	await dieAt('landed');
	await fixture.db
		.update(batches)
		.set({ envelope: null, hash: null, validUntil: null, state: 'bound' })
		.where(eq(batches.event, event));
	await finish(laneWorker(fixture), numbers);
	await settledOnce(event, numbers, 2);
	const { ledger, txHash } = await orderOf(fixture, numbers[0]!);
	assert.match(txHash!, /^[0-9a-f]{64}$/);
	assert.ok(ledger! > 0);
});

test('two workers of one lane at once, as when one has lost its lock and does not know it, settle once', async () => {
	const event = await announce(fixture);
	const numbers = (await paidOrders(fixture, event, [1, 2, 1])).map(({ no }) => no);
	await Promise.all([finish(laneWorker(fixture), numbers), finish(laneWorker(fixture), numbers)]);
	await settledOnce(event, numbers, 4);
});

test.run();
