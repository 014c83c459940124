import { eq } from 'drizzle-orm';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { codeOf } from '#testing/fixtures/chain-fixture.ts';
import { orders } from '../../models/orders.ts';
import { owner } from '../../test/askers.ts';
import { assertMoneyBalances } from '../../test/assertions.ts';
import {
	announce,
	type Fixture,
	freshPhone,
	lookAround,
	openFixture,
	order,
	orderOf,
} from '../../test/fixture.ts';
import { cancelOrder } from '../cancel-order.ts';
import { createOrder } from '../create-order.ts';
import { lockOrder, moveOrder } from '../move-order.ts';
import { retryOrder } from '../retry-order.ts';

const test = suite('holds');
const minute = 60_000;
let fixture: Fixture;
let event: string;

test.before(async () => {
	fixture = await openFixture();
	const { chainFixture } = fixture;
	event = await announce(
		fixture,
		chainFixture.terms({ tiers: [chainFixture.tier({ capacity: 30, fiat_quota: 5, per_order: 5 })] }),
	);
});
test.after(() => fixture.close());

const now = () => new Date(fixture.clock.now());
const heldSeats = async (): Promise<number> =>
	(await fixture.rows('SELECT held FROM relay.tiers WHERE event = $1', [event]))[0].held;
const move = (no: bigint, to: 'failed' | 'paid') =>
	fixture.db.transaction(async (tx) => moveOrder(tx, await lockOrder(tx, no), to, now()));

test('more fans than seats: as many holds as seats, and the others are refused', async () => {
	const codes = await Promise.all(Array.from({ length: 20 }, () => codeOf(order(fixture, event))));
	assert.is(codes.filter((code) => code === 'none').length, 5);
	assert.is(codes.filter((code) => code === 'TIER_SOLD_OUT').length, 15);
	assert.is(await heldSeats(), 5);
	const made = await fixture.db.select().from(orders).where(eq(orders.event, event));
	assert.is(made.length, 5, 'what was refused left nothing');
	for (const { no } of made) await move(no, 'failed');
	assert.is(await heldSeats(), 0);
});

test('an order with an open prompt cannot be cancelled, however long it waits; an ended one is cancelled already', async () => {
	const { order: made } = await order(fixture, event);
	fixture.clock.advance(60 * minute);
	assert.is((await orderOf(fixture, made.no)).state, 'pending');
	assert.is(await codeOf(cancelOrder(fixture.orders, made.no)), 'PUSH_OPEN');
	await move(made.no, 'failed');
	await cancelOrder(fixture.orders, made.no);
	assert.is((await orderOf(fixture, made.no)).state, 'failed');
	assert.is(await heldSeats(), 0);
});

test('nobody is asked to pay for what the treasury cannot settle', async () => {
	await fixture.rows('UPDATE relay.treasury SET balance = reserved + 99999999');
	const wanted = {
		event,
		provider: 'mpesa' as const,
		tier: 0,
		qty: 1,
		phone: freshPhone(),
		idempotencyKey: 'k'.repeat(20),
	};
	const { order: made, isNew } = await createOrder(fixture.orders, wanted, owner);
	assert.equal([made.state, made.reason, made.holding, isNew], ['failed', 'TREASURY_SHORT', false, true]);
	assert.is(await heldSeats(), 0);
	const asked = await fixture.rows('SELECT 1 FROM relay.pushes WHERE order_no = $1', [made.no]);
	assert.is(asked.length, 0);
	assert.is(
		(await createOrder(fixture.orders, wanted, owner)).order.no,
		made.no,
		'said again, it is this one',
	);
	assert.is(await codeOf(retryOrder(fixture.orders, made.no, undefined, owner)), 'PHONE_UNKNOWN');
	await retryOrder(fixture.orders, made.no, wanted.phone, owner);
	assert.is((await orderOf(fixture, made.no)).reason, 'TREASURY_SHORT', 'still');
	await lookAround(fixture);
	await retryOrder(fixture.orders, made.no, wanted.phone, owner);
	assert.is((await orderOf(fixture, made.no)).state, 'pending');
	await assertMoneyBalances(fixture, [event]);
});

test('a move that finds seats and no USDC takes neither', async () => {
	const { order: made } = await order(fixture, event);
	await move(made.no, 'failed');
	const before = await heldSeats();
	await fixture.rows('UPDATE relay.treasury SET balance = reserved');
	await fixture.db.transaction(async (tx) => {
		const locked = await lockOrder(tx, made.no);
		assert.is(await codeOf(moveOrder(tx, locked, 'paid', now())), 'TREASURY_SHORT');
		// The transaction goes on, as where the money is to go back instead.
	});
	assert.is(await heldSeats(), before);
	assert.is((await orderOf(fixture, made.no)).state, 'failed');
	await lookAround(fixture);
	await assertMoneyBalances(fixture, [event]);
});

test('a phone, and an order, are asked only so often', async () => {
	const { order: made } = await order(fixture, event);
	const phone = freshPhone();
	for (let i = 0; i < 4; i++) {
		await closePushes(made.no);
		await move(made.no, 'failed');
		await retryOrder(fixture.orders, made.no, phone, owner);
	}
	await closePushes(made.no);
	await move(made.no, 'failed');
	assert.is(
		await codeOf(retryOrder(fixture.orders, made.no, freshPhone(), owner)),
		'TOO_MANY_TRIES',
		'of one order',
	);
	const again = { event, provider: 'mpesa' as const, tier: 0, qty: 1, phone, idempotencyKey: 'p'.repeat(20) };
	assert.is((await createOrder(fixture.orders, again, owner)).order.state, 'pending');
	await closePushes((await fixture.rows('SELECT max(no) AS no FROM relay.orders'))[0].no);
	const code = codeOf(createOrder(fixture.orders, { ...again, idempotencyKey: 'q'.repeat(20) }, owner));
	assert.is(await code, 'TOO_MANY_TRIES', 'of one phone');
});

const closePushes = (no: bigint) =>
	fixture.rows(`UPDATE relay.pushes SET state = 'failed' WHERE order_no = $1`, [no]);

test.run();
