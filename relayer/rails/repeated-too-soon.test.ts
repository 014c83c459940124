import { eq } from 'drizzle-orm';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { orders } from '../models/orders.ts';
import { orderView } from '../orders/order-view.ts';
import { retryOrder } from '../orders/retry-order.ts';
import { owner } from '../test/askers.ts';
import { refused } from './mpesa/errors.ts';
import { hookUrls } from './mpesa/hook-urls.ts';
import { assertMoneyBalances, endOf } from './test/assertions.ts';
import { freshPhone, minute, openRailsFixture, phoneOf, type RailsFixture, second } from './test/fixture.ts';

const test = suite('the same sum of the same phone within two minutes');
let fixture: RailsFixture;
test.before(async () => {
	fixture = await openRailsFixture();
});
test.after.each(() => assertMoneyBalances(fixture));
test.after(() => fixture.close());

const viewOf = async (no: bigint) => {
	const [order] = await fixture.db.select().from(orders).where(eq(orders.no, no));
	return orderView(fixture.orders, order!, new Date(fixture.clock.now()));
};
const failureOf = (work: Promise<unknown>) =>
	work.then(
		() => null,
		(error) => ({ code: error.code, status: error.status, retryAfter: error.detail?.retryAfter }),
	);

test('waits two minutes from the refusal on, in a new order too; another phone does not', async () => {
	const phone = phoneOf('repeated');
	const { no } = await fixture.order(phone);
	await fixture.pass(2 * second);
	assert.is(await endOf(fixture, no), 'failed MPESA_17');
	const refusedAt = fixture.clock.now() - second;
	const { retryAt, serverTime } = await viewOf(no);
	assert.is(Date.parse(retryAt!), refusedAt + 2 * minute, 'the buyer’s page knows until when');
	assert.is(Date.parse(serverTime), fixture.clock.now());
	const tooSoon = { code: 'REPEATED_TOO_SOON', status: 429, retryAfter: 119 };
	assert.equal(await failureOf(retryOrder(fixture.orders, no, undefined, owner)), tooSoon);
	assert.equal(await failureOf(retryOrder(fixture.orders, no, phone, owner)), tooSoon);
	assert.equal(await failureOf(fixture.order(phone)), tooSoon);
	assert.is(await endOf(fixture, no), 'failed MPESA_17', 'nothing has changed');
	const rang = fixture.simulator.ledger.pushes.length;
	assert.is(await failureOf(fixture.order(phone, 2)), null, 'another sum is no repetition');
	await fixture.pass(3 * second);
	assert.is(fixture.simulator.ledger.pushes.length, rang + 1);
	await retryOrder(fixture.orders, no, freshPhone(), owner);
	await fixture.pass(minute);
	assert.is(await endOf(fixture, no), 'paid');
});

test('after that the same phone is asked again, and nobody waits for any other result', async () => {
	const phone = freshPhone();
	fixture.simulator.ledger.byPhone.set(phone, 'repeated');
	const { no } = await fixture.order(phone);
	await fixture.pass(2 * second);
	fixture.simulator.ledger.byPhone.set(phone, 'cancelled');
	await fixture.pass(2 * minute - 2 * second);
	assert.equal(await failureOf(retryOrder(fixture.orders, no, undefined, owner)), {
		code: 'REPEATED_TOO_SOON',
		status: 429,
		retryAfter: 1,
	});
	await fixture.pass(second);
	assert.is((await viewOf(no)).retryAt, null);
	await retryOrder(fixture.orders, no, undefined, owner);
	await fixture.pass(2 * second);
	assert.is(await endOf(fixture, no), 'failed MPESA_1032');
	assert.is((await viewOf(no)).retryAt, null);
	await retryOrder(fixture.orders, no, undefined, owner);
	await fixture.pass(2 * second);
});

test('a push that is refused so at once waits as well; a callback that names another push makes nobody wait', async () => {
	const [phone, other] = [freshPhone(), freshPhone()];
	const { push } = fixture.mpesa;
	fixture.mpesa.push = async () => {
		throw refused(500, { errorCode: '500.001.1001', errorMessage: 'Rule limited.' }, '');
	};
	const { no } = await fixture.order(phone);
	await fixture.pass(second);
	fixture.mpesa.push = push;
	assert.is(await endOf(fixture, no), 'failed MPESA_17');
	assert.is((await failureOf(retryOrder(fixture.orders, no, undefined, owner)))?.code, 'REPEATED_TOO_SOON');

	fixture.simulator.ledger.byPhone.set(other, 'cancelled');
	const second_ = await fixture.order(other);
	await fixture.pass(2 * second);
	const [row] = await fixture.rows('SELECT id FROM relay.pushes WHERE order_no = $1', [second_.no]);
	const stkCallback = { CheckoutRequestID: 'ws_CO_other', ResultCode: 17, ResultDesc: 'Rule limited.' };
	const body = JSON.stringify({ Body: { stkCallback } });
	await fetch(hookUrls(fixture.hooks).stk(row.id), { method: 'POST', body });
	assert.is(await failureOf(retryOrder(fixture.orders, second_.no, undefined, owner)), null);
	await fixture.pass(3 * second);
});

test.run();
