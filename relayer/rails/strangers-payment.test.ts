import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { retryOrder } from '../orders/retry-order.ts';
import { owner } from '../test/askers.ts';
import { decideAsShown } from '../test/decide-as-shown.ts';
import { checkPayment } from './check-payment.ts';
import { casesOf, endOf } from './test/assertions.ts';
import { freshPhone, minute, phoneOf, priceKes, type RailsFixture } from './test/fixture.ts';
import { storiesOf } from './test/stories.ts';

const test = suite('a stranger’s shilling with somebody else’s reference');
let fixture: RailsFixture;
const story = storiesOf(test, {
	begin: (opened) => {
		fixture = opened;
	},
});

function pay(reference: string, shillings = 1): void {
	const { ledger } = fixture.simulator;
	const push = { behaviour: 'pay', shillings, reference, phone: freshPhone(), checkoutRequestId: '' };
	ledger.pay(push as Parameters<typeof ledger.pay>[0], fixture.clock.now());
}
const caseOf = async (reason: string): Promise<string> =>
	(await fixture.rows('SELECT id FROM relay.reviews WHERE reason = $1 AND decided_at IS NULL', [reason]))[0]
		.id;
const refund = (id: string) => decideAsShown(fixture, id, { decision: 'refund', note: 'so', by: 'a test' });

for (const [when, as] of [
	['while the callback is late', 'late'],
	['while a lost answer is looked up', 'hang-paid'],
	['while only Pull shows the payment', 'silent'],
] as const)
	story(`${when}, becomes a case of its own and goes back; the order goes on`, async () => {
		const order = await fixture.order(phoneOf(as));
		await fixture.workAll();
		pay(order.reference);
		await fixture.pass(20 * minute);
		assert.match(await endOf(fixture, order.no), /^paid/);
		assert.equal(await casesOf(fixture, order.no), ['AMOUNT_WRONG']);
		await refund(await caseOf('AMOUNT_WRONG'));
		await fixture.pass(minute);
		assert.is(await endOf(fixture, order.no), 'paid, a second sum refunded');
	});

story('leaves the order’s owner free to try again and to pay by hand', async () => {
	const order = await fixture.order(phoneOf('cancelled'));
	await fixture.pass(minute);
	pay(order.reference);
	await fixture.pass(6 * minute);
	assert.is(await endOf(fixture, order.no), 'failed MPESA_1032');
	assert.equal(await casesOf(fixture, order.no), ['AMOUNT_WRONG']);
	assert.is(
		await checkPayment(fixture.deps, { amount: priceKes as never, reference: order.reference }),
		null,
	);
	await retryOrder(fixture.orders, order.no, freshPhone(), owner);
	await fixture.pass(6 * minute);
	assert.match(await endOf(fixture, order.no), /^paid/);
	const refused = await retryOrder(fixture.orders, order.no, freshPhone(), owner).catch(
		(error) => error.code,
	);
	assert.is(refused, 'ORDER_STATE');
});

story('control: money from the order’s own prompt stops another try', async () => {
	const order = await fixture.order(phoneOf('wrong-amount'));
	await fixture.pass(11 * minute);
	assert.is(await endOf(fixture, order.no), 'review AMOUNT_WRONG');
	await refund(await caseOf('AMOUNT_WRONG'));
	await fixture.pass(minute);
	assert.is(await endOf(fixture, order.no), 'refunded DECIDED');
});

story('ends apart from an order under review, whose case stays open', async () => {
	const order = await fixture.order(phoneOf('unlisted'));
	await fixture.workAll();
	pay(order.reference);
	await fixture.pass(20 * minute);
	assert.is(await endOf(fixture, order.no), 'review NO_RECEIPT');
	assert.equal(await casesOf(fixture, order.no), ['AMOUNT_WRONG', 'NO_RECEIPT']);
	await refund(await caseOf('AMOUNT_WRONG'));
	await fixture.pass(minute);
	assert.is(await endOf(fixture, order.no), 'review NO_RECEIPT');
	await fixture.sleep(7 * 60 * minute);
	await fixture.workAll();
	await decideAsShown(fixture, await caseOf('NO_RECEIPT'), {
		decision: 'issue',
		note: 'listed',
		by: 'a test',
	});
	assert.match(await endOf(fixture, order.no), /^paid/);
});

test.run();
