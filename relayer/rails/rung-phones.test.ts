import { randomUUID } from 'node:crypto';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { codeOf } from '#testing/fixtures/chain-fixture.ts';
import { startTestPostgres, type TestPostgres } from '#testing/postgres/test-postgres.ts';
import type { Asker } from '../orders/asker.ts';
import { retryOrder } from '../orders/retry-order.ts';
import { guest, unbounded, usual } from '../test/askers.ts';
import { assertMoneyBalances, endOf } from './test/assertions.ts';
import { freshPhone, minute, openRailsFixture, type RailsFixture, second } from './test/fixture.ts';
import { unansweredPhones } from './test/unanswered.ts';

const test = suite('a phone that strangers make ring');
let cluster: TestPostgres;
let fixture: RailsFixture;
test.before(async () => {
	cluster = await startTestPostgres();
});
test.before.each(async () => {
	fixture = await openRailsFixture({ cluster });
	fixture.orders.bounds = usual;
});
test.after.each(async () => {
	await assertMoneyBalances(fixture);
	await fixture.close();
});
test.after(() => cluster.stop());

let addresses = 0;
/** Nobody’s address twice, a new cookie, and an account made for the purpose. */
const stranger = (): Asker => ({
	...guest,
	address: `198.51.100.${addresses++}`,
	device: randomUUID(),
	account: randomUUID(),
});
const ownerOf = (phone: string): Asker => ({ ...guest, proves: (asked) => asked === phone });
const behaves = (phone: string, how: 'cancelled' | 'pay') => fixture.simulator.ledger.byPhone.set(phone, how);
const rings = (phone: string): number =>
	fixture.simulator.ledger.pushes.filter((each) => each.phone === phone).length;

test('after three unpaid prompts in a day every caller must prove the phone: its owner is never stopped', async () => {
	const phone = freshPhone();
	behaves(phone, 'cancelled');
	for (let i = 0; i < 40; i++) {
		const code = await codeOf(fixture.order(phone, 1, stranger()));
		assert.is(code, i < 3 ? 'none' : 'PHONE_CODE_NEEDED', `try ${i}`);
		await fixture.pass(minute);
	}
	assert.is(rings(phone), 3);
	behaves(phone, 'pay');
	const mine = await fixture.order(phone, 1, ownerOf(phone));
	await fixture.pass(minute);
	assert.is(await endOf(fixture, mine.no), 'paid');
	assert.is(
		await codeOf(fixture.order(phone, 1, ownerOf(freshPhone()))),
		'PHONE_CODE_NEEDED',
		'of this phone',
	);
	await fixture.pass(24 * 60 * minute);
	assert.is(await codeOf(fixture.order(phone, 1, stranger())), 'none', 'a day later');
	await fixture.pass(minute);
});

test('control: without the bound it rings at every try', async () => {
	fixture.orders.bounds = unbounded;
	const phone = freshPhone();
	behaves(phone, 'cancelled');
	for (let i = 0; i < 12; i++) {
		await codeOf(fixture.order(phone, 1, stranger()));
		await fixture.pass(3 * minute);
	}
	assert.is(rings(phone), 12);
});

test('trying again is asking: another order’s token makes the phone ring no more often', async () => {
	const phone = freshPhone();
	behaves(phone, 'cancelled');
	const other = freshPhone();
	behaves(other, 'cancelled');
	const order = await fixture.order(other, 1, stranger());
	await fixture.pass(minute);
	const again = (by: Asker) => codeOf(retryOrder(fixture.orders, order.no, phone, by));
	for (let i = 0; i < 3; i++) {
		assert.is(await again(stranger()), 'none');
		await fixture.pass(minute);
	}
	assert.is(await again(stranger()), 'PHONE_CODE_NEEDED');
	assert.is(rings(phone), 3);
	assert.is(await again(ownerOf(phone)), 'none');
	await fixture.pass(minute);
});

test('an owner is bound by their own prompts alone: five in ten minutes, fifteen unpaid in a day', async () => {
	const phone = freshPhone();
	behaves(phone, 'cancelled');
	for (let i = 0; i < 3; i++) {
		await fixture.order(phone, 1, stranger());
		await fixture.pass(minute);
	}
	for (let i = 0; i < 15; i++) {
		assert.is(await codeOf(fixture.order(phone, 1, ownerOf(phone))), 'none', `prompt ${i}`);
		await fixture.pass(3 * minute);
	}
	assert.is(await codeOf(fixture.order(phone, 1, ownerOf(phone))), 'TOO_MANY_TRIES');
	assert.is(rings(phone), 18);
});

test('a stranger’s open prompt does not stop the owner: theirs is sent as soon as the phone is free', async () => {
	const phone = freshPhone();
	const unanswered = unansweredPhones(fixture).add(phone);
	const theirs = await fixture.order(phone, 1, stranger());
	await fixture.pass(second);
	unanswered.delete(phone);
	const mine = await fixture.order(phone, 1, ownerOf(phone));
	assert.is(mine.state, 'pending', 'its seats are held');
	assert.is(await codeOf(fixture.order(phone, 1, ownerOf(phone))), 'PUSH_OPEN', 'one of their own at a time');
	await fixture.pass(2 * minute);
	assert.is(rings(phone), 0, 'M-Pesa refuses a second prompt on one phone');
	await fixture.pass(minute);
	assert.is(rings(phone), 1);
	assert.is(await endOf(fixture, mine.no), 'paid');
	await fixture.pass(10 * minute);
	assert.is(await endOf(fixture, theirs.no), 'expired HOLD_OVER');
});

test('an asker’s tries are counted on all phones together: by device, and by account', async () => {
	for (const by of [
		{ ...guest, device: randomUUID() },
		{ ...guest, account: randomUUID() },
	]) {
		for (let i = 0; i < 20; i++) {
			assert.is(await codeOf(fixture.order(freshPhone(), 1, by)), 'none');
			await fixture.pass(20 * second);
		}
		assert.is(await codeOf(fixture.order(freshPhone(), 1, by)), 'TOO_MANY_TRIES');
		assert.is(await codeOf(fixture.order(freshPhone(), 1, { ...guest, device: randomUUID() })), 'none');
		await fixture.pass(60 * minute);
		assert.is(await codeOf(fixture.order(freshPhone(), 1, by)), 'none');
		await fixture.pass(minute);
	}
});

test('of twelve strangers who ask at once, one makes it ring', async () => {
	const phone = freshPhone();
	unansweredPhones(fixture).add(phone);
	const codes = await Promise.all(
		Array.from({ length: 12 }, () => codeOf(fixture.order(phone, 1, stranger()))),
	);
	assert.is(codes.filter((code) => code === 'none').length, 1, codes.join());
	const [asked] = await fixture.rows('SELECT count(*)::int AS n FROM relay.pushes');
	assert.is(asked.n, 1);
	await fixture.pass(20 * minute);
});

test.run();
