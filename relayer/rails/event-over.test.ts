import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { lockOrder, moveOrder } from '../orders/move-order.ts';
import { queuePush } from '../orders/queue-push.ts';
import { retryOrder } from '../orders/retry-order.ts';
import { owner } from '../test/askers.ts';
import { decideAsShown } from '../test/decide-as-shown.ts';
import { endOf } from './test/assertions.ts';
import { freshPhone, minute, phoneOf, type RailsFixture, second } from './test/fixture.ts';
import { storiesOf } from './test/stories.ts';

const test = suite('money for an event, or an order, that is over');
let fixture: RailsFixture;
const story = storiesOf(test, {
	begin: (opened) => {
		fixture = opened;
	},
});

const allSeatsAreFree = async () => {
	const [{ held, sold }] = await fixture.rows('SELECT held, sold FROM relay.tiers');
	assert.equal([held, sold], [0, 0]);
};

/** The event is over after so long. */
const endsIn = (milliseconds: number) =>
	fixture.rows('UPDATE relay.events SET ends_at = $1', [
		Math.floor((fixture.clock.now() + milliseconds) / second),
	]);

story('money that comes after the event goes back, even when seats are left', async () => {
	const late = await fixture.order(phoneOf('cancelled'));
	await fixture.pass(minute);
	assert.is(await endOf(fixture, late.no), 'failed MPESA_1032');
	await endsIn(2 * minute);
	await fixture.pass(3 * minute);
	const { ledger } = fixture.simulator;
	const byHand = {
		behaviour: 'pay',
		shillings: 2_500,
		reference: late.reference,
		phone: freshPhone(),
		checkoutRequestId: '',
	};
	ledger.pay(byHand as Parameters<typeof ledger.pay>[0], fixture.clock.now());
	await fixture.pass(6 * minute);
	assert.is(await endOf(fixture, late.no), 'refunded EVENT_OVER');
	assert.equal(await fixture.rows('SELECT reason, state FROM relay.refunds'), [
		{ reason: 'EVENT_OVER', state: 'done' },
	]);
	assert.ok(ledger.payments[0]!.reversed);
	await allSeatsAreFree();
});

story('money requested before the event’s end and corroborated after it goes back', async () => {
	const slow = await fixture.order(freshPhone());
	await fixture.workAll();
	await endsIn(0);
	await fixture.pass(20 * minute);
	assert.is(await endOf(fixture, slow.no), 'refunded EVENT_OVER');
	await allSeatsAreFree();
});

story('money that comes a second before the end of the event buys', async () => {
	const order = await fixture.order(freshPhone());
	await fixture.workAll();
	await endsIn(minute + second);
	await fixture.pass(minute);
	assert.is(await endOf(fixture, order.no), 'paid');
});

/** The order is over, and money that came for it is with a person: as an earlier relayer's decisions left it. */
async function overWithMoney() {
	const order = await fixture.order(phoneOf('wrong-amount'));
	await fixture.pass(11 * minute);
	assert.is(await endOf(fixture, order.no), 'review AMOUNT_WRONG');
	await fixture.db.transaction(async (tx) => {
		const now = new Date(fixture.clock.now());
		await moveOrder(tx, await lockOrder(tx, order.no), 'failed', now, { reason: 'DECIDED' });
	});
	return order;
}

story('an order for which money came is not asked for again, also when it is given back', async () => {
	const { no } = await overWithMoney();
	const again = () => retryOrder(fixture.orders, no, freshPhone(), owner).then(String, (error) => error.code);
	const paymentIs = async (state: string) =>
		assert.equal(await fixture.rows('SELECT state FROM relay.payments'), [{ state }]);
	await paymentIs('review');
	assert.is(await again(), 'MONEY_CAME');
	const [{ id }] = await fixture.rows('SELECT id FROM relay.reviews');
	await decideAsShown(fixture, id, { decision: 'refund', note: 'so', by: 'a test' });
	await paymentIs('refund_due');
	assert.is(await again(), 'MONEY_CAME');
	await fixture.pass(minute);
	await paymentIs('refunded');
	assert.is(await again(), 'MONEY_CAME');
	assert.is(await endOf(fixture, no), 'failed DECIDED');
	assert.is(fixture.simulator.ledger.pushes.length, 1, 'no other phone rang');
});

story('a prompt for such an order ends with it: nothing is held for ever', async () => {
	for (const [behaviour, end] of [
		['cancelled', 'failed MPESA_1032'],
		['pay', 'failed MONEY_CAME'],
	] as const) {
		const { no } = await overWithMoney();
		await fixture.db.transaction(async (tx) => {
			const now = new Date(fixture.clock.now());
			const held = await moveOrder(tx, await lockOrder(tx, no), 'held', now);
			await queuePush(tx, fixture.orders, held, { phone: phoneOf(behaviour), by: owner }, now);
		});
		await fixture.pass(20 * minute);
		assert.is(await endOf(fixture, no), end);
		const [kept] = await fixture.rows('SELECT holding, reserved FROM relay.orders WHERE no = $1', [no]);
		assert.equal(kept, { holding: false, reserved: false });
	}
	await allSeatsAreFree();
});

test.run();
