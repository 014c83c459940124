import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { requestRefund } from '../payments/request-refund.ts';
import type { RefundReason } from '../reasons.ts';
import { hookUrls } from './mpesa/hook-urls.ts';
import { RailError } from './rail-error.ts';
import { assertMoneyBalances, casesOf, endOf } from './test/assertions.ts';
import { freshPhone, minute, openRailsFixture, phoneOf, type RailsFixture } from './test/fixture.ts';

const test = suite('money goes back once');
let fixture: RailsFixture;
let isDeaf = false;
test.before(async () => {
	fixture = await openRailsFixture({ isMuted: (path) => isDeaf && path.includes('/result/') });
});
test.after(() => fixture.close());

const story = (name: string, run: () => Promise<void>) =>
	test(name, async () => {
		await run();
		fixture.restart();
		await assertMoneyBalances(fixture);
	});

const paymentOf = async (no: bigint) =>
	(await fixture.rows('SELECT * FROM relay.payments WHERE order_no = $1', [no]))[0];
const refundOf = async (no: bigint) =>
	(
		await fixture.rows(
			'SELECT r.* FROM relay.refunds r JOIN relay.payments p ON p.id = r.payment_id WHERE p.order_no = $1',
			[no],
		)
	)[0];
const observedOf = async (no: bigint, kind: string): Promise<string[]> =>
	(
		await fixture.rows('SELECT code FROM relay.observations WHERE order_no = $1 AND kind = $2 ORDER BY id', [
			no,
			kind,
		])
	).map((each) => each.code);
const requestRefundOf = async (no: bigint, reason: RefundReason = 'NOT_SERVED'): Promise<void> => {
	const { id } = await paymentOf(no);
	await fixture.db.transaction((tx) => requestRefund(tx, id, reason, new Date(fixture.clock.now())));
};

/** A paid order that Pull has shown. */
async function paid(phone = freshPhone()): Promise<bigint> {
	const { no } = await fixture.order(phone);
	await fixture.pass(6 * minute);
	assert.is(await endOf(fixture, no), 'paid');
	return no;
}

story('by one reversal; the order gives up its seats and its USDC', async () => {
	const no = await paid();
	await requestRefundOf(no);
	await requestRefundOf(no, 'SALES_CLOSED');
	assert.is(await endOf(fixture, no), 'refund_due NOT_SERVED');
	const [order] = await fixture.rows('SELECT holding, reserved FROM relay.orders WHERE no = $1', [no]);
	assert.equal(order, { holding: false, reserved: false });
	await fixture.pass(minute);
	assert.is(await endOf(fixture, no), 'refunded NOT_SERVED');
	assert.equal(await observedOf(no, 'refund'), ['0', '0'], 'accepted, then done');
	assert.is((await refundOf(no)).attempts, 1);
});

story('only what Pull has shown goes back', async () => {
	const { no } = await fixture.order(freshPhone());
	await fixture.pass(2_000);
	assert.is((await paymentOf(no)).confirmed_at, null);
	const { pull } = fixture.mpesa;
	fixture.mpesa.pull = async () => ({ payments: [], unreadable: [] });
	await requestRefundOf(no);
	await fixture.pass(3 * minute);
	assert.equal(await observedOf(no, 'refund'), []);
	fixture.mpesa.pull = pull;
	await fixture.pass(10 * minute);
	assert.is(await endOf(fixture, no), 'refunded NOT_SERVED');
});

story('what waits for Pull goes back as soon as it shows the payment', async () => {
	const { no } = await fixture.order(freshPhone());
	await fixture.pass(2_000);
	await requestRefundOf(no);
	await fixture.pass(40_000);
	assert.is(await endOf(fixture, no), 'refunded NOT_SERVED');
});

story('a result that is lost is looked up', async () => {
	const no = await paid(phoneOf('mute-reversal'));
	await requestRefundOf(no);
	await fixture.pass(30_000);
	assert.is(await endOf(fixture, no), 'refund_due NOT_SERVED');
	await fixture.pass(5 * minute);
	assert.is(await endOf(fixture, no), 'refunded NOT_SERVED');
	assert.equal(await observedOf(no, 'refund'), ['0']);
	assert.equal(await observedOf(no, 'refund-status'), ['0', '0']);
});

story('a request that never arrived is sent again once the status shows that', async () => {
	const no = await paid();
	await requestRefundOf(no);
	fixture.mpesa.reverse = async () => {
		throw new RailError('MPESA_NO_ANSWER', 'gone', 'unknown');
	};
	await fixture.pass(1_000);
	fixture.restart();
	await fixture.pass(10 * minute);
	assert.is(await endOf(fixture, no), 'refunded NOT_SERVED');
	assert.equal(await observedOf(no, 'refund'), ['MPESA_NO_ANSWER', '0', '0']);
});

story('R000001 means that the payment was reversed before: the refund is done', async () => {
	const no = await paid();
	fixture.simulator.ledger.payments.at(-1)!.reversed = true;
	await requestRefundOf(no);
	await fixture.pass(minute);
	assert.is(await endOf(fixture, no), 'refunded NOT_SERVED');
	assert.equal(await observedOf(no, 'refund'), ['0', 'R000001']);
});

story('a reversal that fails for good goes to a person, who may have it tried again', async () => {
	const no = await paid();
	const receipt = fixture.simulator.ledger.payments.at(-1)!;
	receipt.shillings -= 1;
	await requestRefundOf(no);
	await fixture.pass(minute);
	assert.is(await endOf(fixture, no), 'review REFUND_FAILED');
	assert.equal(await casesOf(fixture, no), ['REFUND_FAILED']);
	assert.is((await refundOf(no)).state, 'review');
	receipt.shillings += 1;
	await requestRefundOf(no, 'DECIDED');
	await fixture.pass(minute);
	assert.is(await endOf(fixture, no), 'refunded DECIDED');
	await fixture.db.execute(`UPDATE relay.reviews SET decided_at = now() WHERE decided_at IS NULL`);
});

story('a provider that refuses the request goes to a person', async () => {
	const no = await paid();
	await requestRefundOf(no);
	fixture.mpesa.reverse = async () => {
		throw new RailError('MPESA_REFUSED', 'Bad Request', 'refused', '400.002.02');
	};
	await fixture.pass(minute);
	assert.is(await endOf(fixture, no), 'review REFUND_REFUSED');
});

story('a provider that is busy is asked later', async () => {
	const no = await paid();
	await requestRefundOf(no);
	fixture.mpesa.reverse = async () => {
		throw new RailError('MPESA_BUSY', 'Spike arrest', 'none', '500.003.02');
	};
	await fixture.pass(10_000);
	fixture.restart();
	await fixture.pass(3 * minute);
	assert.is(await endOf(fixture, no), 'refunded NOT_SERVED');
});

story('a refund without a result for a day becomes a case, and is not sent again and again', async () => {
	const no = await paid(phoneOf('mute-reversal'));
	isDeaf = true;
	await requestRefundOf(no);
	for (let i = 0; i < 26; i++) {
		await fixture.sleep(60 * minute);
		await fixture.workAll();
	}
	isDeaf = false;
	assert.is(await endOf(fixture, no), 'review REFUND_NO_RESULT');
	assert.is((await observedOf(no, 'refund')).length, 1);
	const payment = fixture.simulator.ledger.payments.at(-1)!;
	assert.ok(payment.reversed, 'a person will see that it was done');
	await requestRefundOf(no, 'DECIDED');
	await fixture.pass(minute);
	assert.is(await endOf(fixture, no), 'refunded DECIDED');
});

story('a result that belongs to no request of ours is stored, and changes nothing', async () => {
	const no = await paid(phoneOf('mute-reversal'));
	await requestRefundOf(no);
	await fixture.pass(1_000);
	const { id } = await refundOf(no);
	const body = JSON.stringify({ Result: { ConversationID: 'AG_forged', ResultCode: 0, ResultDesc: 'done' } });
	await fetch(hookUrls(fixture.hooks).result('reversal', id), { method: 'POST', body });
	assert.is((await refundOf(no)).state, 'asked');
	assert.is((await observedOf(no, 'refund')).length, 2);
	await fixture.pass(5 * minute);
	assert.is(await endOf(fixture, no), 'refunded NOT_SERVED');
});

story('a time-out of the provider is not a result: the status is requested at once', async () => {
	const no = await paid(phoneOf('mute-reversal'));
	await requestRefundOf(no);
	await fixture.pass(1_000);
	const { id, request_id } = await refundOf(no);
	const body = JSON.stringify({
		Result: { ConversationID: request_id, ResultCode: 1, ResultDesc: 'late' },
	});
	await fetch(hookUrls(fixture.hooks).late('reversal', id), { method: 'POST', body });
	await fixture.pass(2_000);
	assert.is(await endOf(fixture, no), 'refunded NOT_SERVED');
});

test.run();
