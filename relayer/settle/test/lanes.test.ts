import { eq } from 'drizzle-orm';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { countersKey, readEventState } from '#shared/chain/state/event-state.ts';
import { eventV2 } from '#shared/contract/event-v2/event-v2.ts';
import { codeOf } from '#testing/fixtures/chain-fixture.ts';
import { type Misbehaviour, misbehavingNode } from '#testing/proxies/misbehaving-node.ts';
import { batches } from '../../models/batches.ts';
import { payments } from '../../models/payments.ts';
import { assertBooksBalance, assertMoneyBalances } from '../../test/assertions.ts';
import {
	announce,
	type Fixture,
	laneWorker,
	openFixture,
	order,
	orderOf,
	paidOrders,
	pay,
	runDry,
} from '../../test/fixture.ts';

const test = suite('settlement over lanes');
let fixture: Fixture;

test.before(async () => {
	fixture = await openFixture();
});
test.after(() => fixture.close());

test('paid orders become tickets of their custodial addresses, and the books say so', async () => {
	const event = await announce(fixture);
	const made = await paidOrders(fixture, event, [2, 1, 3]);
	await runDry(laneWorker(fixture));
	const settled = await Promise.all(made.map(({ no }) => orderOf(fixture, no)));
	assert.equal(
		settled.map((o) => o.state),
		['issued', 'issued', 'issued'],
	);
	assert.is(settled[0]!.chainOrder, (1n << 58n) | (1n << 6n));
	const { counters } = await readEventState(fixture.chainFixture.chain.rpcUrl, event);
	assert.equal(counters.tiers[0], { sold: 6, fiatAllocated: 40, fiatSold: 6 });
	assert.is(counters.gross, 600_000_000n);
	await assertMoneyBalances(fixture, [event]);
	await assertBooksBalance(fixture);
});

test('an item without a seat gets a refund, the others get their tickets', async () => {
	const init = fixture.chainFixture.terms();
	init.tiers[0]!.fiat_quota = 3;
	const event = await announce(fixture, init);
	const made = await paidOrders(fixture, event, [2, 1]);
	// Seats that the chain does not have: the relayer's count is wrong, the contract's is not.
	await fixture.rows('UPDATE relay.tiers SET allocated = 9 WHERE event = $1', [event]);
	made.push(...(await paidOrders(fixture, event, [2])));
	await runDry(laneWorker(fixture));
	const states = await Promise.all(made.map(async ({ no }) => (await orderOf(fixture, no)).state));
	assert.equal(states, ['issued', 'issued', 'refund_due']);
	const [payment] = await fixture.db.select().from(payments).where(eq(payments.orderNo, made[2]!.no));
	assert.is(payment!.state, 'refund_due');
	const [refund] = await fixture.rows('SELECT * FROM relay.refunds WHERE payment_id = $1', [payment!.id]);
	assert.is(refund.reason, 'NOT_SERVED');
	await assertMoneyBalances(fixture, [event]);
});

test('sixty orders make two batches, and two workers of two lanes share them', async () => {
	const init = fixture.chainFixture.terms();
	init.tiers[0]!.fiat_quota = 60;
	const event = await announce(fixture, init);
	const made = await paidOrders(fixture, event, Array(60).fill(1));
	await Promise.all([0, 1].map((lane) => runDry(laneWorker(fixture, lane))));
	const found = await fixture.db.select().from(batches).where(eq(batches.event, event));
	assert.equal(found.map((b) => b.lane).sort(), [0, 1]);
	for (const { no } of made) assert.is((await orderOf(fixture, no)).state, 'issued');
	await assertMoneyBalances(fixture, [event]);
});

test('four workers that see one paid order bind it once', async () => {
	const event = await announce(fixture);
	const { order: made } = await order(fixture, event);
	await pay(fixture, made.no);
	const workers = [0, 1, 2, 3].map((lane) => laneWorker(fixture, lane));
	await Promise.all(workers.map((worker) => runDry(worker)));
	const { counters } = await readEventState(fixture.chainFixture.chain.rpcUrl, event);
	assert.is(counters.tiers[0]!.fiatSold, 1);
	await assertMoneyBalances(fixture, [event]);
});

test('an event whose entries a node withholds keeps no other event waiting, and is settled when they are back', async () => {
	const [withheld, shown] = [await announce(fixture), await announce(fixture)];
	const [first] = await paidOrders(fixture, withheld, [1]);
	const [second] = await paidOrders(fixture, shown, [1]);
	const node = await misbehavingNode(fixture.chainFixture.chain.rpcUrl);
	node.behave(withholds(countersKey(withheld, eventV2)));
	const chain = { ...fixture.chainFixture.chain, rpcUrl: node.url };
	const worker = laneWorker({ ...fixture, settle: { ...fixture.settle, chain } });
	const failed = await codeOf(worker.step(new AbortController().signal));
	assert.is(failed, 'RPC_ERROR', 'the lane says so');
	await runDry(worker);
	assert.equal(
		[(await orderOf(fixture, first!.no)).state, (await orderOf(fixture, second!.no)).state],
		['paid', 'issued'],
	);
	node.behave(null);
	await runDry(worker);
	assert.is((await orderOf(fixture, first!.no)).state, 'issued');
	await node.close();
});

/** Leaves one entry out of each answer. */
const withholds =
	(key: string): Misbehaviour =>
	async ({ method }, pass) => {
		const answer = await pass();
		const entries = answer.result?.entries as { key: string }[] | undefined;
		if (method === 'getLedgerEntries' && entries)
			answer.result!.entries = entries.filter((entry) => entry.key !== key);
		return { body: answer };
	};

test.run();
