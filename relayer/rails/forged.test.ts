import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { noNetworks, readNetworks } from '#shared/service/address.ts';
import { hookUrls } from './mpesa/hook-urls.ts';
import { assertMoneyBalances, casesOf, endOf } from './test/assertions.ts';
import { successBody } from './test/callback-bodies.ts';
import {
	freshPhone,
	minute,
	openRailsFixture,
	phoneOf,
	priceKes,
	type RailsFixture,
	second,
} from './test/fixture.ts';

const test = suite('a callback is believed only as far as the provider, asked by us, says the same');
let fixture: RailsFixture;
test.before(async () => {
	fixture = await openRailsFixture();
});
test.after(() => fixture.close());

const urls = () => hookUrls(fixture.hooks);
const shillings = Number(priceKes / 100n);

const send = async (url: string, body: unknown, headers = {}): Promise<unknown> => {
	const text = typeof body === 'string' ? body : JSON.stringify(body);
	const response = await fetch(url, { method: 'POST', body: text, headers });
	assert.is(response.status, 200);
	return response.json();
};
const success = (checkout: string, receipt: string, amount = shillings) =>
	successBody(checkout, receipt, amount);
const confirmation = (reference: string, receipt: string, amount = shillings) => ({
	TransID: receipt,
	TransTime: '20261124120000',
	TransAmount: `${amount}.00`,
	BusinessShortCode: '174379',
	BillRefNumber: reference,
});
const pushOf = async (no: bigint) =>
	(await fixture.rows('SELECT * FROM relay.pushes WHERE order_no = $1', [no]))[0];
const observedOf = async (no: bigint): Promise<string[]> =>
	(await fixture.rows('SELECT kind FROM relay.observations WHERE order_no = $1 ORDER BY id', [no])).map(
		(each) => each.kind,
	);
const paymentsOf = (no: bigint) => fixture.rows('SELECT * FROM relay.payments WHERE order_no = $1', [no]);

/** An order whose phone rings, and is not answered. */
async function ringing(): Promise<{ no: bigint; reference: string; push: { id: string; checkout: string } }> {
	const order = await fixture.order(freshPhone());
	await fixture.workAll();
	const push = await pushOf(order.no);
	return { ...order, push: { id: push.id, checkout: push.request_id } };
}

test('a wrong address gets the same answer as a right one, stores nothing and reveals nothing', async () => {
	const { no, push } = await ringing();
	const before = fixture.logged().length;
	for (const url of [
		`${urls().stk(push.id).slice(0, -1)}${urls().stk(push.id).endsWith('x') ? 'y' : 'x'}`,
		`${fixture.hooks.baseUrl}/hooks/m/stk/${push.id}/x`,
		`${fixture.hooks.baseUrl}/hooks/m/stk/nonsense/x`,
		urls().stk('00000000-0000-4000-8000-000000000000'),
		urls().c2b('confirmation').replace('confirmation', 'validation'),
	])
		assert.equal(await send(url, success(push.checkout, 'FORGED1234')), {
			ResultCode: '0',
			ResultDesc: 'Accepted',
		});
	assert.equal(await observedOf(no), ['push']);
	assert.not.match(fixture.logged().slice(before), 'FORGED1234');
	assert.match(fixture.logged().slice(before), 'callback rejected');
	await fixture.pass(minute);
	assert.is(await endOf(fixture, no), 'paid');
});

test('an unreadable message is answered, stored and shown to a person, and moves nothing', async () => {
	const { no, reference, push } = await ringing();
	const bodies = ['', '{', '[]', '{"Body":{}}', JSON.stringify({ Body: { stkCallback: {} } })];
	for (const body of bodies) await send(urls().stk(push.id), body);
	const other = { ...confirmation('X', 'FORGED0001'), BusinessShortCode: '600000' };
	await send(urls().c2b('confirmation'), other);
	assert.equal(await observedOf(no), ['push', ...bodies.map(() => 'unreadable')]);
	const opened = await fixture.rows(
		`SELECT facts FROM relay.reviews WHERE reason = 'MESSAGE_UNREADABLE'
		AND (facts ->> 'order' = $1 OR facts ->> 'message' = 'notice')`,
		[reference],
	);
	assert.equal(opened.map(({ facts }) => facts.message).sort(), [...bodies.map(() => 'callback'), 'notice']);
	assert.not.match(fixture.logged(), 'FORGED0001');
	assert.is((await pushOf(no)).state, 'open');
	await fixture.pass(minute);
	assert.is(await endOf(fixture, no), 'paid');
});

test('from another address than the provider’s, where those are known, nothing is believed', async () => {
	const { no, push } = await ringing();
	fixture.hooks.allowed = readNetworks('196.201.214.0/24');
	const forged = (headers = {}) => send(urls().stk(push.id), success(push.checkout, 'FORGED0002'), headers);
	await forged();
	await forged({ 'x-forwarded-for': '196.201.214.200' });
	fixture.hooks.proxies = readNetworks('10.0.0.1');
	await forged({ 'x-forwarded-for': '196.201.214.200' });
	fixture.hooks.proxies = readNetworks('127.0.0.1');
	await forged({ 'x-forwarded-for': '196.201.214.200, 203.0.113.9' });
	assert.equal(await observedOf(no), ['push']);
	await forged({ 'x-forwarded-for': '203.0.113.9, [::ffff:196.201.214.200]:4711' });
	assert.equal(await observedOf(no), ['push', 'callback'], 'by our own proxy it is the provider');
	Object.assign(fixture.hooks, { allowed: null, proxies: noNetworks });
	await fixture.pass(20 * minute);
});

for (const behaviour of ['cancelled', 'fault', 'hang'] as const)
	test(`a right address and no payment (${behaviour}): a person is asked, nothing settles`, async () => {
		const order = await fixture.order(phoneOf(behaviour));
		await fixture.workAll();
		const push = await pushOf(order.no);
		const { checkoutRequestId } = fixture.simulator.ledger.pushes.at(-1)!;
		await send(
			urls().stk(push.id),
			success(checkoutRequestId, `FORGED${behaviour.slice(0, 4).toUpperCase()}`),
		);
		await fixture.pass(20 * minute);
		assert.match(await endOf(fixture, order.no), /^review (CONTRADICTION|UNCONFIRMED)$/);
		assert.equal(await paymentsOf(order.no), []);
		await assertMoneyBalances(fixture);
	});

test('a forged confirmation settles nothing', async () => {
	const order = await fixture.order(phoneOf('cancelled'));
	await fixture.workAll();
	await send(urls().c2b('confirmation'), confirmation(order.reference, 'FORGED9999'));
	await fixture.pass(20 * minute);
	assert.is(await endOf(fixture, order.no), 'failed MPESA_1032');
	assert.equal(await paymentsOf(order.no), []);
});

test('a forged receipt that a query seems to corroborate is replaced by the true one, which is not refunded', async () => {
	const order = await fixture.order(phoneOf('silent'));
	await fixture.workAll();
	const push = await pushOf(order.no);
	await fixture.sleep(2 * second);
	await send(urls().stk(push.id), success(push.request_id, 'FORGED7777'));
	await fixture.workAll();
	assert.is(await endOf(fixture, order.no), 'paid');
	await fixture.pass(20 * minute);
	const [payment, ...others] = await paymentsOf(order.no);
	const { receipt } = fixture.simulator.ledger.payments.at(-1)!;
	assert.is(fixture.seal.open(payment.receipt_sealed), receipt);
	assert.ok(payment.confirmed_at);
	assert.equal(others, []);
	assert.is(await endOf(fixture, order.no), 'paid');
	assert.equal(await casesOf(fixture, order.no), ['RECEIPT_DIFFERS']);
	await assertMoneyBalances(fixture);
});

test('another order’s receipt buys nothing', async () => {
	const first = await fixture.order(freshPhone());
	await fixture.pass(minute);
	const { receipt } = fixture.simulator.ledger.payments.at(-1)!;
	const second = await fixture.order(phoneOf('silent'));
	await fixture.workAll();
	const push = await pushOf(second.no);
	await fixture.sleep(2_000);
	await send(urls().stk(push.id), success(push.request_id, receipt));
	await fixture.pass(20 * minute);
	assert.is(await endOf(fixture, first.no), 'paid');
	assert.is(await endOf(fixture, second.no), 'review RECEIPT_TAKEN');
	await assertMoneyBalances(fixture);
});

test('a callback that speaks of another push is kept, and nothing follows', async () => {
	const { no, push } = await ringing();
	await send(urls().stk(push.id), success('ws_CO_other', 'FORGED5555'));
	await fixture.workAll();
	assert.equal(await observedOf(no), ['push', 'unknown-callback']);
	assert.is((await pushOf(no)).state, 'open');
	await fixture.pass(minute);
	assert.is(await endOf(fixture, no), 'paid');
});

test('a payment typed by hand is compared with its order before M-Pesa accepts it', async () => {
	const { reference } = await ringing();
	const validate = async (body: unknown) =>
		((await send(urls().c2b('validation'), body)) as { ResultCode: string }).ResultCode;
	assert.is(await validate(confirmation(reference, 'OWNPAY0001')), '0');
	assert.is(await validate(confirmation(` ${reference.toLowerCase()} `, 'OWNPAY0001')), '0');
	assert.is(await validate(confirmation(reference, 'OWNPAY0001', 1)), 'C2B00013');
	assert.is(await validate(confirmation('NOTHINGOFUS', 'OWNPAY0001')), 'C2B00012');
	await fixture.pass(minute);
	assert.is(await validate(confirmation(reference, 'OWNPAY0001')), 'C2B00016');
});

test('a payment typed by hand is refused for seats that are gone, or for an event that is over', async () => {
	const validate = async ({ reference }: { reference: string }) =>
		await send(urls().c2b('validation'), confirmation(reference, 'OWNPAY0002', 2 * shillings));
	const taken = { ResultCode: '0', ResultDesc: 'Accepted' };
	const over = await fixture.order(phoneOf('cancelled'), 2);
	await fixture.pass(minute);
	assert.is(await endOf(fixture, over.no), 'failed MPESA_1032');
	const waits = await fixture.order(freshPhone(), 2);
	const leave = (seats: number) =>
		fixture.rows('UPDATE relay.tiers SET allocated = sold + held + $1', [seats]);
	await leave(2);
	assert.equal(await validate(over), taken);
	await leave(1);
	assert.equal(await validate(over), { ResultCode: 'C2B00016', ResultDesc: 'Sold out' });
	assert.equal(await validate(waits), taken, 'its seats are held');
	await leave(900);
	const [{ ends_at: ends }] = await fixture.rows('SELECT ends_at FROM relay.events');
	const end = (at: unknown) => fixture.rows('UPDATE relay.events SET ends_at = $1', [at]);
	await end(Math.floor(fixture.clock.now() / 1000) + 1);
	assert.equal(await validate(over), taken);
	await end(Math.floor(fixture.clock.now() / 1000));
	for (const order of [over, waits])
		assert.equal(await validate(order), { ResultCode: 'C2B00016', ResultDesc: 'Event over' });
	await end(ends);
	await fixture.pass(minute);
	assert.equal(await validate(waits), { ResultCode: 'C2B00016', ResultDesc: 'Paid already' });
});

test.run();
