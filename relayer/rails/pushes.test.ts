import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { codeOf } from '#testing/fixtures/chain-fixture.ts';
import { startTestPostgres, type TestPostgres } from '#testing/postgres/test-postgres.ts';
import { cancelOrder } from '../orders/cancel-order.ts';
import { retryOrder } from '../orders/retry-order.ts';
import { owner } from '../test/askers.ts';
import { assertMoneyBalances, endOf } from './test/assertions.ts';
import {
	freshPhone,
	minute,
	openRailsFixture,
	phoneOf,
	priceUsdc,
	type RailsFixture,
	second,
} from './test/fixture.ts';

const test = suite('prompts on phones');
let cluster: TestPostgres;
let fixture: RailsFixture;
test.before(async () => {
	cluster = await startTestPostgres();
	fixture = await openRailsFixture({ cluster });
});
test.after(async () => {
	await assertMoneyBalances(fixture);
	await fixture.close();
	await cluster.stop();
});

const rang = (reference: string): number =>
	fixture.simulator.ledger.pushes.filter((each) => each.reference === reference).length;
const seconds = (of: number) => of * second;

test('where USDC is short no prompt leaves: the order fails at once, and nobody pays', async () => {
	const poor = await openRailsFixture({ cluster, treasury: 2n * priceUsdc - 1n });
	try {
		const first = await poor.order(freshPhone());
		const short = await poor.order(freshPhone());
		await poor.pass(minute);
		assert.is(await endOf(poor, first.no), 'paid');
		assert.is(await endOf(poor, short.no), 'failed TREASURY_SHORT');
		assert.is(poor.simulator.ledger.pushes.length, 1);
		await assertMoneyBalances(poor);
	} finally {
		await poor.close();
	}
});

test('one prompt of a phone is open at a time, for all orders together', async () => {
	const phone = freshPhone();
	await fixture.order(phone);
	assert.is(await codeOf(fixture.order(phone)), 'PUSH_OPEN');
	const many = await Promise.all([1, 2, 3, 4].map(() => codeOf(fixture.order('254714000001'))));
	assert.equal(many.sort(), ['PUSH_OPEN', 'PUSH_OPEN', 'PUSH_OPEN', 'none']);
	await fixture.pass(minute);
	assert.is(await codeOf(fixture.order(phone)), 'none', 'it is free when the prompt has ended');
	await fixture.pass(minute);
});

test('a fan who orders again just as their last prompt ends does not wait for long', async () => {
	for (let i = 0; i < 10; i++) {
		const phone = freshPhone();
		const first = await fixture.order(phone);
		await fixture.workAll();
		await fixture.sleep(seconds(2));
		const [, again] = await Promise.all([fixture.workAll(), codeOf(fixture.order(phone))]);
		assert.ok(again === 'none' || again === 'PUSH_OPEN', again);
		assert.is(await endOf(fixture, first.no), 'paid');
	}
	await fixture.pass(minute);
});

test('one prompt of an order is open at a time, on all phones together', async () => {
	const order = await fixture.order(phoneOf('cancelled'));
	assert.is(await codeOf(retryOrder(fixture.orders, order.no, freshPhone(), owner)), 'PUSH_OPEN');
	assert.is(await codeOf(cancelOrder(fixture.orders, order.no)), 'PUSH_OPEN');
	await fixture.pass(minute);
	const tries = [1, 2, 3].map(() => codeOf(retryOrder(fixture.orders, order.no, freshPhone(), owner)));
	assert.equal((await Promise.all(tries)).sort(), ['PUSH_OPEN', 'PUSH_OPEN', 'none']);
	await fixture.pass(minute);
	assert.is(await endOf(fixture, order.no), 'paid');
	assert.is(rang(order.reference), 2);
});

test('a phone is asked five times in ten minutes, then left alone', async () => {
	const phone = '254722000001';
	fixture.simulator.ledger.byPhone.set(phone, 'cancelled');
	for (let i = 0; i < 5; i++) {
		await fixture.order(phone);
		await fixture.pass(minute);
	}
	const refused = await fixture.order(phone).catch((error) => error);
	assert.is(refused.code, 'TOO_MANY_TRIES');
	assert.is(refused.detail.retryAfter, 5 * 60);
	await fixture.pass(5 * minute);
	assert.is(await codeOf(fixture.order(phone)), 'none');
	await fixture.pass(minute);
});

test('a phone that does not pay is asked at most fifteen times a day, one that pays has no such limit', async () => {
	const [stranger, fan] = ['254722000002', '254722000003'];
	fixture.simulator.ledger.byPhone.set(stranger, 'cancelled');
	const began = fixture.clock.now();
	for (let i = 0; i < 15; i++) {
		await fixture.order(stranger);
		await fixture.order(fan);
		await fixture.pass(3 * minute);
	}
	const refused = await fixture.order(stranger).catch((error) => error);
	assert.equal([refused.code, refused.status], ['TOO_MANY_TRIES', 429]);
	assert.is(refused.detail.retryAfter, 24 * 3600 - (fixture.clock.now() - began) / second);
	assert.match(refused.message, /in 24 hours/);
	assert.is(await codeOf(fixture.order(fan)), 'none');
	await fixture.pass(minute);
	await fixture.sleep(began + 24 * 60 * minute - fixture.clock.now() - second);
	assert.is(await codeOf(fixture.order(stranger)), 'TOO_MANY_TRIES');
	await fixture.pass(second);
	assert.is(await codeOf(fixture.order(stranger)), 'none', 'the first was a day ago');
	await fixture.pass(2 * minute);
	assert.is(await codeOf(fixture.order(stranger)), 'TOO_MANY_TRIES', 'the second was not');
});

test('an order is tried five times, on all phones together', async () => {
	const order = await fixture.order(phoneOf('poor'));
	for (let i = 0; i < 4; i++) {
		await fixture.pass(minute);
		const phone = freshPhone();
		fixture.simulator.ledger.byPhone.set(phone, 'cancelled');
		await retryOrder(fixture.orders, order.no, phone, owner);
	}
	await fixture.pass(minute);
	assert.is(await codeOf(retryOrder(fixture.orders, order.no, freshPhone(), owner)), 'TOO_MANY_TRIES');
	assert.is(rang(order.reference), 5);
});

test('a push without effect is sent again, with growing pauses, while the hold lasts; then the order expires', async () => {
	const { mpesa } = fixture;
	const order = await fixture.order(freshPhone());
	const good = mpesa.push;
	let tries = 0;
	mpesa.push = async (push) => {
		tries += 1;
		await fetch(`${fixture.simulator.url}/control/invalidate-token`, { method: 'POST' });
		return good({ ...push, phone: 'none' }).catch((error) => {
			error.effect = 'none';
			throw error;
		});
	};
	await fixture.pass(9 * minute);
	assert.is(await endOf(fixture, order.no), 'pending');
	const before = tries;
	assert.ok(tries > 5 && tries < 30, `${tries} tries`);
	await fixture.pass(2 * minute);
	assert.is(await endOf(fixture, order.no), 'expired HOLD_OVER');
	await fixture.pass(10 * minute);
	assert.ok(tries <= before + 1, 'and is not sent after the hold');
	mpesa.push = good;
});

test('a request that the provider refuses fails the order', async () => {
	const order = await fixture.order(freshPhone());
	await fixture.db.execute(`UPDATE relay.pushes SET amount = 150 WHERE order_no = ${order.no}`);
	await fixture.pass(second);
	assert.is(await endOf(fixture, order.no), 'failed MPESA_AMOUNT');
	assert.is(rang(order.reference), 0);
});

test('a paid order is asked after at once, not after ten seconds', async () => {
	const order = await fixture.order(freshPhone());
	await fixture.pass(seconds(1.1));
	assert.is(await endOf(fixture, order.no), 'paid');
	const [push] = await fixture.rows('SELECT queries FROM relay.pushes WHERE order_no = $1', [order.no]);
	assert.is(push.queries, 1);
});

test('concurrent workers send and query once', async () => {
	const made = [];
	for (let i = 0; i < 12; i++) made.push(await fixture.order(freshPhone()));
	await Promise.all([fixture.workAll(), fixture.workAll(), fixture.workAll()]);
	await fixture.sleep(seconds(2));
	await Promise.all([fixture.workAll(), fixture.workAll(), fixture.workAll()]);
	for (const { no, reference } of made) {
		assert.is(await endOf(fixture, no), 'paid');
		assert.is(rang(reference), 1);
	}
});

test('those who wait for an order are notified of each step', async () => {
	const order = await fixture.order(freshPhone());
	const versionOf = async () =>
		(await fixture.rows('SELECT version FROM relay.orders WHERE no = $1', [order.no]))[0].version;
	const queued = await versionOf();
	await fixture.workAll();
	const ringing = await versionOf();
	assert.ok(ringing > queued, 'the phone rings');
	await fixture.pass(seconds(2));
	assert.ok((await versionOf()) > ringing, 'it is paid');
});

test.run();
