import { randomUUID } from 'node:crypto';
import * as assert from 'uvu/assert';
import { createOrder } from '../orders/create-order.ts';
import { owner } from '../test/askers.ts';
import { announce, freshPhone, laneWorker, orderOf, pay, runDry } from '../test/fixture.ts';
import { type RefundsFixture, refundable } from './test/fixture.ts';
import { cancelEvent, casesOf, givenBack, refundStories } from './test/stories.ts';

/** Between any two of these, the process may go. */
const steps = [
	'read',
	'stored',
	'recorded',
	'refund marked',
	'refund sent',
	'refund answered',
	'result stored',
];

const { test, story } = refundStories(
	'carts of a cancelled event: a relayer that is killed gives each part back once',
);

type Cart = { orders: bigint[]; phone: string; shillings: number };

/** One receipt that paid for two orders of two tiers, whose tickets are issued. */
async function cart(f: RefundsFixture, event: string): Promise<Cart> {
	const phone = freshPhone();
	const wanted = { event, provider: 'mpesa' as const, phone, idempotencyKey: randomUUID() };
	const lines = { tier: 0, qty: 2, also: [{ tier: 1, qty: 1 }] };
	const { order } = await createOrder(f.orders, { ...wanted, ...lines }, owner);
	await pay(f, order.no);
	await f.known(order.no);
	await runDry(laneWorker(f));
	const rows = await f.rows('SELECT no FROM relay.orders WHERE cart = $1 ORDER BY no', [order.no]);
	const orders = rows.map(({ no }) => BigInt(no));
	for (const no of orders) assert.is((await orderOf(f, no)).state, 'issued');
	const { phone: payer, shillings } = f.simulator.ledger.payments.at(-1)!;
	return { orders, phone: payer, shillings };
}

const withTwoTiers = (f: RefundsFixture): Promise<string> => {
	const terms = refundable(f);
	return announce(f, { ...terms, tiers: [terms.tiers[0]!, terms.tiers[0]!] });
};

/** What was signed before can land no more, and what waits is due. */
async function finish(f: RefundsFixture): Promise<void> {
	const { network } = f.chainFixture.localnet;
	network.advance(120);
	for (let i = 0; i < 102; i++) network.close();
	for (let i = 0; i < 6; i++) {
		f.clock.advance(3 * 60_000);
		await f.work(2);
	}
}

/** Shillings that a phone has back by payouts. */
const paidOut = ({ simulator: { ledger } }: RefundsFixture, to: string): number =>
	ledger.payouts
		.filter(({ phone, receipt }) => phone === to && receipt !== null)
		.reduce((sum, { shillings }) => sum + shillings, 0);

async function assertBack(f: RefundsFixture, { orders, phone, shillings }: Cart): Promise<void> {
	const ends = await Promise.all(orders.map((no) => f.endsOf(no)));
	assert.equal(ends, [['returned payout 3 KES 2580'], ['returned payout 1 KES 1290']]);
	assert.is(paidOut(f, phone), shillings, 'all of the receipt, and not more');
	for (const no of orders) assert.equal(await casesOf(f, no), []);
}

for (const step of steps)
	story(`killed after: ${step}: the parts are the receipt`, async (f) => {
		const event = await withTwoTiers(f);
		const made = [await cart(f, event), await cart(f, event)];
		const [, late] = made;
		f.simulator.ledger.payoutsOf.set(late!.phone, 'late');
		const before = givenBack(f);
		await cancelEvent(f, event);
		f.diesAt(step);
		await f.work(120).catch(() => {});
		assert.ok(f.isDead(), 'the step happened');
		f.restart();
		await finish(f);
		for (const each of made) await assertBack(f, each);
		assert.is(givenBack(f) - before, 2 * 3870);
	});

story('a ticket was given back before the cancel: the rest is the receipt less that', async (f) => {
	const event = await withTwoTiers(f);
	const made = await cart(f, event);
	await f.ask(made.orders[0]!, { mask: 0b01 });
	await f.work(3);
	await cancelEvent(f, event);
	f.diesAt('refund sent');
	await f.work(20).catch(() => {});
	assert.ok(f.isDead());
	f.restart();
	await finish(f);
	const ends = await Promise.all(made.orders.map((no) => f.endsOf(no)));
	assert.equal(ends, [
		['returned payout 1 KES 1290', 'returned payout 2 KES 1290'],
		['returned payout 1 KES 1290'],
	]);
	assert.is(paidOut(f, made.phone), made.shillings);
});

test.run();
