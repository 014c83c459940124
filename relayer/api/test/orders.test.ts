import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { readEventState } from '#shared/chain/state/event-state.ts';
import { orderSchema } from '../../orders/order-schemas.ts';
import { unbounded } from '../../test/askers.ts';
import { assertBooksBalance, assertMoneyBalances } from '../../test/assertions.ts';
import { type Fixture, freshPhone, openFixture } from '../../test/fixture.ts';
import { type Answer, freshKey, type Running, startRunning } from '../../test/running-relayer.ts';

const test = suite('fiat orders through the API');
let fixture: Fixture;
let running: Running;
let event: string;

test.before(async () => {
	fixture = await openFixture();
	running = await startRunning(fixture);
	const { tier } = fixture.chainFixture;
	const tiers = [
		tier.call(fixture.chainFixture),
		tier.call(fixture.chainFixture, { capacity: 5, fiat_quota: 2, per_order: 2 }),
		tier.call(fixture.chainFixture, { face: { currency: 1, amount: 1000n } }),
		tier.call(fixture.chainFixture, { opens_at: BigInt(fixture.chainFixture.now + 86_400) }),
		tier.call(fixture.chainFixture, { price: 15_503_880_000n, face: { currency: 0, amount: 20_000_000n } }),
	];
	event = await fixture.chainFixture.publish(fixture.chainFixture.terms({ tiers }));
	while ((await tiersOf()).every(({ left }) => left === 0)) await pause(50);
});
test.after(async () => {
	await running.stop();
	await fixture.close();
});

const pause = (milliseconds: number) => new Promise((done) => setTimeout(done, milliseconds));

async function tiersOf(): Promise<{ tier: number; left: number; open: boolean; amountKes: string | null }[]> {
	const { body } = await running.request('GET', `/v1/events/${event}/availability`);
	return body.items ?? [{ left: 0 }];
}

const order = (change: Record<string, unknown> = {}): Promise<Answer> =>
	running.order({ event, phone: freshPhone(), ...change });
const codeOf = async (work: Promise<Answer>): Promise<string> => (await work).body.code;
const read = (reference: string, token?: string) =>
	running.request('GET', `/v1/orders/${reference}`, undefined, token);

test('sets quotas aside for tiers in shillings, and none for a tier in dollars', async () => {
	while ((await tiersOf())[4]!.left === 0) await pause(50);
	const found = await tiersOf();
	assert.equal(
		found.map(({ left, open, amountKes }) => [left, open, amountKes]),
		[
			[40, true, '129000'],
			[2, true, '129000'],
			[0, false, null],
			[40, false, '129000'],
			[40, true, '20000000'],
		],
	);
	const { counters } = await readEventState(fixture.chainFixture.chain.rpcUrl, event);
	assert.equal(
		counters.tiers.slice(0, 5).map((tier) => tier.fiatAllocated),
		[40, 2, 0, 40, 40],
	);
});

test('from the order to tickets on chain, each step shown as it happens', async () => {
	const { status, body: made } = await order({ event: '1', qty: 2, phone: '0712 345 678' });
	assert.is(status, 201);
	assert.is(made.order.phone, '2547•••••678');
	assert.is(made.order.amountKes, '258000');
	// The prompt may be on its way before the answer is.
	assert.ok(['queued', 'open'].includes(made.order.push.state), made.order.push.state);
	let last = made.order;
	const seen = new Set([`${last.state} ${last.push.state}`]);
	while (last.state !== 'issued') {
		const path = `/v1/orders/${last.reference}?after=${last.version}&wait=20`;
		const { body } = await running.request('GET', path, undefined, made.token);
		assert.ok(body.version > last.version);
		seen.add(`${body.state} ${body.push.state}`);
		last = body;
	}
	assert.ok(seen.has('pending open'), [...seen].join());
	orderSchema.strict().parse(last);
	const [payment, ...others] = last.payments;
	assert.match(payment.receipt, /^[A-Z0-9]{8,}$/);
	assert.is(payment.state, 'applied');
	assert.equal(others, []);
	assert.equal(
		last.chain.tickets,
		[0n, 1n].map((i) => String((BigInt(last.chain.orderId) << 5n) | i)),
	);
	assert.is((await read(last.reference, made.token)).headers.get('cache-control'), 'no-store');
});

test('the same request makes one order, however often and at once', async () => {
	const wanted = { phone: freshPhone(), idempotencyKey: freshKey() };
	const answers = await Promise.all(Array.from({ length: 6 }, () => order(wanted)));
	assert.equal(answers.map((a) => a.status).sort(), [200, 200, 200, 200, 200, 201]);
	assert.is(new Set(answers.map((a) => `${a.body.order.reference} ${a.body.token}`)).size, 1);
	const found = await fixture.rows('SELECT count(*)::int AS n FROM relay.orders WHERE idempotency_key = $1', [
		wanted.idempotencyKey,
	]);
	assert.is(found[0].n, 1);
	for (const change of [{ qty: 2 }, { phone: freshPhone() }, { tier: 1 }, { tier: 3 }])
		assert.is(await codeOf(order({ ...wanted, ...change })), 'IDEMPOTENCY_MISMATCH');
});

test('one fan cannot read, try or cancel another’s order, nor find out that there is one', async () => {
	const [mine, other] = [(await order()).body, (await order()).body];
	const { reference } = mine.order;
	const nobody = await read('ZZZZZZZZZZ', other.token);
	for (const token of [undefined, other.token, 'x', `${mine.token}x`]) {
		const refused = await read(reference, token);
		assert.equal([refused.status, refused.body], [404, nobody.body]);
		for (const verb of ['push', 'cancel']) {
			const { status } = await running.request('POST', `/v1/orders/${reference}/${verb}`, {}, token);
			assert.is(status, 404);
		}
	}
	const session = await running.session(['admin', 'support']);
	assert.is((await read(reference, session)).status, 404, 'not even by a session');
	assert.is((await read(reference, mine.token)).status, 200);
	const [row] = await fixture.rows('SELECT * FROM relay.orders WHERE reference = $1', [reference]);
	assert.not.match(JSON.stringify(row), mine.token);
});

test('an impossible order is refused with its code', async () => {
	const codes = await Promise.all(
		[
			{ event: '99' },
			{ event: 'nonsense' },
			{ tier: 7 },
			{ tier: 2 },
			{ tier: 3 },
			{ qty: 11 },
			{ tier: 4, qty: 2 },
			{ phone: '+44 7911 123456' },
			{ phone: '0202 123 456' },
			{ idempotencyKey: 'short' },
			{ qty: 0 },
			{ discount: 100 },
		].map((change) => codeOf(order(change))),
	);
	assert.equal(codes, [
		'EVENT_NOT_FOUND',
		'EVENT_NOT_FOUND',
		'TIER_UNKNOWN',
		'TIER_NOT_IN_KES',
		'SALE_NOT_OPEN',
		'OVER_ORDER_LIMIT',
		'OVER_MPESA_LIMIT',
		'PHONE_NOT_KENYAN',
		'PHONE_NOT_KENYAN',
		'REQUEST_INVALID',
		'REQUEST_INVALID',
		'REQUEST_INVALID',
	]);
});

test('a long poll ends when its time is over, and when there is news', async () => {
	const { body: made } = await order({ phone: '254799000003' });
	const failed = await running.until(made, ['failed']);
	const at = `/v1/orders/${made.order.reference}`;
	const begun = performance.now();
	const quiet = await running.request('GET', `${at}?after=${failed.version}&wait=1`, undefined, made.token);
	assert.ok(performance.now() - begun >= 950);
	assert.is(quiet.body.version, failed.version);
	assert.is(
		(await running.request('GET', `${at}?after=0&wait=20`, undefined, made.token)).body.version,
		failed.version,
	);
	assert.is((await running.request('GET', `${at}?wait=26`, undefined, made.token)).status, 400);
});

test('a failed prompt releases the seats, and the order can be tried again', async () => {
	const phone = freshPhone();
	const first = (await order({ tier: 1, qty: 2, phone: '254799000002' })).body;
	assert.is(await codeOf(order({ tier: 1 })), 'TIER_SOLD_OUT');
	const at = `/v1/orders/${first.order.reference}`;
	for (const verb of ['push', 'cancel'])
		assert.is(await codeOf(running.request('POST', `${at}/${verb}`, {}, first.token)), 'PUSH_OPEN');
	assert.is((await running.until(first, ['failed'])).reason, 'MPESA_1032');
	assert.is((await running.request('POST', `${at}/cancel`, undefined, first.token)).body.state, 'failed');
	const again = await running.request('POST', `${at}/push`, { phone }, first.token);
	assert.is(again.status, 200);
	assert.is(again.body.state, 'pending');
	assert.is(again.body.reason, null);
	assert.is((await running.until(first, ['issued'])).state, 'issued');
	assert.is(await codeOf(running.request('POST', `${at}/push`, {}, first.token)), 'ORDER_STATE');
	assert.is(await codeOf(running.request('POST', `${at}/cancel`, undefined, first.token)), 'ORDER_STATE');
	assert.is((await tiersOf())[1]!.left, 0);
});

test('one phone has one prompt', async () => {
	const phone = freshPhone();
	const codes = await Promise.all([1, 2, 3].map(() => codeOf(order({ phone }))));
	assert.equal(codes.sort(), ['PUSH_OPEN', 'PUSH_OPEN', undefined] as string[]);
});

test('each address has its limit; our own proxy names the address', async () => {
	await fixture.rows('TRUNCATE relay.limits');
	const other = await startRunning(
		fixture,
		{ bounds: { ...unbounded, ordersPerAddress: { seconds: 600, max: 2 } } },
		running,
	);
	const from = (address: string) =>
		other.request(
			'POST',
			'/v1/orders',
			{ event, tier: 0, qty: 1, phone: '0', idempotencyKey: freshKey() },
			undefined,
			{
				'x-forwarded-for': address,
			},
		);
	const tries = async (address: string, phone: string) => {
		const wanted = { event, tier: 9, qty: 1, phone, idempotencyKey: freshKey() };
		return other.request('POST', '/v1/orders', { ...wanted, tier: 0 }, undefined, {
			'x-forwarded-for': address,
		});
	};
	assert.is((await from('198.51.100.1')).body.code, 'PHONE_NOT_KENYAN');
	for (const address of ['198.51.100.1', '203.0.113.9, 198.51.100.1'])
		assert.is((await tries(address, freshPhone())).status, 201);
	const refused = await tries('198.51.100.1', freshPhone());
	assert.equal(
		[refused.status, refused.body.code],
		[403, 'PHONE_CODE_NEEDED'],
		'the phone must be proved now',
	);
	assert.is((await tries('198.51.100.2', freshPhone())).status, 201);
	const ofOneCaller = ['2001:db8::1', '2001:db8::2', '2001:db8::3'];
	const statuses = [];
	for (const address of ofOneCaller) statuses.push((await tries(address, freshPhone())).status);
	assert.equal(statuses, [201, 201, 403], 'a new IPv6 address of the same network is the same caller');
	assert.is((await tries('2001:db8:0:1::1', freshPhone())).status, 201);
	const [limit] = await fixture.rows(`SELECT string_agg(key, ' ') AS keys FROM relay.limits`);
	assert.not.match(limit.keys, '198.51');
	await other.stop();
});

test('a signed-in fan finds their own orders on any device, and no others', async () => {
	const [mine, other] = ['account-1', 'account-2'];
	const session = await running.session(['fan'], mine);
	const wanted = { event, tier: 0, qty: 1, phone: freshPhone(), idempotencyKey: freshKey() };
	const { body: made } = await running.request('POST', '/v1/orders', wanted, session);
	const { body } = await running.request('GET', '/v1/orders', undefined, session);
	assert.equal(
		body.items.map((each: { reference: string }) => each.reference),
		[made.order.reference],
	);
	const opened = await running.request(
		'GET',
		`/v1/orders/${made.order.reference}`,
		undefined,
		body.items[0].token,
	);
	assert.is(opened.status, 200);
	const others = await running.request('GET', '/v1/orders', undefined, await running.session(['fan'], other));
	assert.equal(others.body.items, []);
});

test('waiting requests end when the process stops, and nothing personal was logged', async () => {
	const other = await startRunning(fixture, {}, running);
	const { body: made } = await other.order({ event, phone: '254799000004' });
	const pending = await other.request('GET', `/v1/orders/${made.order.reference}`, undefined, made.token);
	const waiting = other.request(
		'GET',
		`/v1/orders/${made.order.reference}?after=${pending.body.version + 5}&wait=25`,
		undefined,
		made.token,
	);
	await pause(200);
	const begun = performance.now();
	await other.stop();
	assert.is((await waiting).status, 200);
	assert.ok(performance.now() - begun < 8000);
	const log = running.logged() + other.logged();
	assert.ok(log.length > 0);
	assert.not.match(log, /2547\d{8}/);
	assert.not.match(log, made.token);
});

test('books, seats and USDC agree in the end', async () => {
	for (let i = 0; i < 200; i++) {
		const [left] = await fixture.rows(
			`SELECT count(*)::int AS n FROM relay.orders WHERE state IN ('paid', 'issuing')`,
		);
		if (left.n === 0) break;
		await pause(50);
	}
	await assertMoneyBalances(fixture, [event]);
	await assertBooksBalance(fixture);
});

test.run();
