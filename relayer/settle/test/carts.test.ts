import { randomUUID } from 'node:crypto';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { readEventState } from '#shared/chain/state/event-state.ts';
import { createOrder } from '../../orders/create-order.ts';
import { owner } from '../../test/askers.ts';
import { assertBooksBalance, assertMoneyBalances } from '../../test/assertions.ts';
import {
	announce,
	type Fixture,
	freshPhone,
	laneWorker,
	openFixture,
	pay,
	runDry,
} from '../../test/fixture.ts';
import { type SettleKillPoint, settleKillPoints } from '../settle-deps.ts';

const test = suite('a cart on chain: a batch item for each of its orders');
let fixture: Fixture;
test.before(async () => {
	fixture = await openFixture();
});
test.after(() => fixture.close());

const announced = (): Promise<string> => {
	const { chainFixture } = fixture;
	const terms = chainFixture.terms();
	return announce(fixture, { ...terms, tiers: [terms.tiers[0]!, terms.tiers[0]!] });
};

async function paidCart(event: string): Promise<bigint> {
	const wanted = {
		...{ event, provider: 'mpesa' as const, phone: freshPhone(), idempotencyKey: randomUUID() },
		...{ tier: 0, qty: 2, also: [{ tier: 1, qty: 1 }] },
	};
	const { order } = await createOrder(fixture.orders, wanted, owner);
	await pay(fixture, order.no);
	return order.no;
}

const rowsOf = (first: bigint) =>
	fixture.rows(
		`SELECT o.state, o.chain_order, o.owner, p.state AS money, p.amount::text, r.way FROM relay.orders o
		JOIN relay.payments p ON p.order_no = o.no LEFT JOIN relay.refunds r ON r.payment_id = p.id WHERE o.cart = $1 ORDER BY o.no`,
		[first],
	);

/** Dead from this step on: nothing that would come after it is done. */
async function dieAt(at: SettleKillPoint): Promise<void> {
	let die = () => {};
	const dead = new Promise<void>((done) => (die = done));
	const worker = laneWorker(fixture, 0, (step) => {
		if (step !== at) return;
		die();
		return new Promise(() => {});
	});
	void runDry(worker);
	await dead;
}

async function finish(first: bigint): Promise<void> {
	const worker = laneWorker(fixture);
	for (let i = 0; i < 500; i++) {
		await runDry(worker);
		const states = (await rowsOf(first)).map(({ state }) => state);
		if (states.every((state) => state !== 'paid' && state !== 'issuing')) return;
		fixture.clock.advance(500);
		await new Promise((done) => setTimeout(done, 20));
	}
	throw new Error(`not settled: ${fixture.logged().slice(-2000)}`);
}

for (const step of settleKillPoints)
	test(`killed after it is ${step}: each of its orders is issued once, with one receipt's evidence`, async () => {
		const event = await announced();
		const first = await paidCart(event);
		await dieAt(step);
		await finish(first);
		const rows = await rowsOf(first);
		assert.equal(
			rows.map(({ state, money }) => [state, money]),
			[
				['issued', 'applied'],
				['issued', 'applied'],
			],
		);
		assert.is(new Set(rows.map(({ owner: of }) => of)).size, 2, 'each has an address of its own');
		const { counters } = await readEventState(fixture.chainFixture.chain.rpcUrl, event);
		assert.equal(
			counters.tiers.map(({ fiatSold }) => fiatSold),
			[2, 1],
		);
		const evidence = await fixture.rows('SELECT DISTINCT evidence FROM relay.batch_items WHERE event = $1', [
			event,
		]);
		assert.is(evidence.length, 1);
		const notices = await fixture.rows(
			`SELECT order_no FROM relay.notices WHERE kind = 'issued' AND order_no IN
			(SELECT no FROM relay.orders WHERE cart = $1)`,
			[first],
		);
		assert.equal(
			notices.map((each) => BigInt(each.order_no)),
			[first],
			'one message for all of it',
		);
		await assertMoneyBalances(fixture, [event]);
		await assertBooksBalance(fixture);
	});

test('what the contract does not serve goes back: its part, by a payout, and the rest is issued', async () => {
	const event = await announced();
	const first = await paidCart(event);
	// Its buyer saw other splits than today's.
	await fixture.rows('UPDATE relay.orders SET splits_version = 9 WHERE cart = $1 AND no <> $1', [first]);
	await finish(first);
	const [a, b] = await rowsOf(first);
	assert.equal([a.state, a.money, a.way], ['issued', 'applied', null]);
	assert.equal([b.state, b.money, b.way], ['refund_due', 'refund_due', 'payout']);
	await assertMoneyBalances(fixture, [event]);
	await assertBooksBalance(fixture);
});

test.run();
