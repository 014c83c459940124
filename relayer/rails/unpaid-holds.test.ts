import { randomUUID } from 'node:crypto';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { codeOf } from '#testing/fixtures/chain-fixture.ts';
import { startTestPostgres, type TestPostgres } from '#testing/postgres/test-postgres.ts';
import type { Asker } from '../orders/asker.ts';
import { guest, owner, unbounded, usual } from '../test/askers.ts';
import { assertMoneyBalances, endOf } from './test/assertions.ts';
import { freshPhone, minute, openRailsFixture, type RailsFixture } from './test/fixture.ts';
import { unansweredPhones } from './test/unanswered.ts';

const test = suite('seats that are held without paying');
const seats = 710;
let cluster: TestPostgres;
let fixture: RailsFixture;
let unanswered: Set<string>;
test.before(async () => {
	cluster = await startTestPostgres();
});
test.before.each(async () => {
	fixture = await openRailsFixture({ cluster, seats });
	unanswered = unansweredPhones(fixture);
	fixture.orders.bounds = usual;
	fixture.orders.busyHoldMilliseconds = 3 * minute;
});
test.after.each(async () => {
	await assertMoneyBalances(fixture);
	await fixture.close();
});
test.after(() => cluster.stop());

const from = (address: string, change: Partial<Asker> = {}): Asker => ({ ...guest, address, ...change });
const attacker = from('198.51.100.66');
/** A phone on which nobody answers, until the hold ends. */
function deadPhone(): string {
	const phone = freshPhone();
	unanswered.add(phone);
	return phone;
}
const held = async (): Promise<number> => (await fixture.rows('SELECT unpaid FROM relay.tiers'))[0].unpaid;
const unsold = async (): Promise<number> =>
	(await fixture.rows('SELECT allocated - sold - held + unpaid AS n FROM relay.tiers'))[0].n;

/** 79 concurrent orders of nine seats, each for another phone. Returns the codes. */
const attack = (by: () => Asker): Promise<string[]> =>
	Promise.all(Array.from({ length: 79 }, () => codeOf(fixture.order(deadPhone(), 9, by()))));

for (const [name, cookie] of [
	['without cookies', () => null],
	['with a fresh cookie each time', () => randomUUID()],
] as const)
	test(`one address, many phones, ${name}: a fifth of the seats, and everybody else buys`, async () => {
		const codes = await attack(() => ({ ...attacker, device: cookie() }));
		assert.is(codes.filter((code) => code === 'none').length, 15);
		assert.is(codes.filter((code) => code === 'PHONE_CODE_NEEDED').length, 64);
		assert.is(await held(), 135, 'of 710');
		const elsewhere = await fixture.order(freshPhone(), 10, from('203.0.113.1'));
		const behindTheSameNat = await fixture.order(freshPhone(), 10, { ...attacker, proves: () => true });
		await fixture.pass(minute);
		for (const { no } of [elsewhere, behindTheSameNat]) assert.is(await endOf(fixture, no), 'paid');
	});

test('control: without the bounds the same attack holds every seat, and nobody else buys', async () => {
	fixture.orders.bounds = unbounded;
	fixture.orders.busyHoldMilliseconds = 10 * minute;
	const codes = await attack(() => attacker);
	assert.is(codes.filter((code) => code === 'none').length, 78);
	assert.is(await held(), 702);
	assert.is(await codeOf(fixture.order(freshPhone(), 9, from('203.0.113.1'))), 'TIER_SOLD_OUT');
	await fixture.pass(9 * minute);
	assert.is(await codeOf(fixture.order(freshPhone(), 9, owner)), 'TIER_SOLD_OUT', 'for the whole hold');
});

test('for half an hour, from one address: never more than a fifth of what is left, while a fan buys each minute', async () => {
	const bought = 10;
	for (let i = 0; i < 30; i++) {
		for (let n = 0; n < 6; n++) await codeOf(fixture.order(deadPhone(), 9, attacker));
		// Tickets that were bought since an order was accepted were left then.
		assert.ok((await held()) * 5 <= (await unsold()) + bought, `${await held()} of ${await unsold()}`);
		const fan = await fixture.order(freshPhone(), 1, from(`203.0.113.${i}`));
		await fixture.pass(minute);
		assert.is(await endOf(fixture, fan.no), 'paid', `minute ${i}`);
	}
});

test('from any number of addresses: half of what is left; a fan who proves a phone can buy the rest', async () => {
	let n = 0;
	const codes = await attack(() => from(`198.51.${n % 7}.${n++}`));
	assert.is(await held(), 351, 'the 39 orders that half of 710 seats has room for');
	assert.ok(codes.includes('PHONE_CODE_NEEDED'));
	assert.is(await codeOf(fixture.order(freshPhone(), 10, from('203.0.113.1'))), 'PHONE_CODE_NEEDED');
	const fan = await fixture.order(freshPhone(), 10, from('203.0.113.1', { proves: () => true }));
	await fixture.pass(minute);
	assert.is(await endOf(fixture, fan.no), 'paid');
});

test('while a quarter of a tier waits, new orders wait three minutes for their payment; before, ten', async () => {
	const minutesOf = ({ holdUntil, createdAt }: { holdUntil: Date; createdAt: Date }) =>
		(holdUntil.getTime() - createdAt.getTime()) / minute;
	const calm = await fixture.order(deadPhone(), 10, attacker);
	assert.is(minutesOf(calm), 10);
	for (let i = 0; i < 20; i++) await fixture.order(deadPhone(), 10, from(`203.0.113.${i}`));
	const busy = await fixture.order(deadPhone(), 10, from('203.0.113.200'));
	assert.is(minutesOf(busy), 3);
	await fixture.pass(4 * minute);
	assert.is(await endOf(fixture, busy.no), 'expired HOLD_OVER', 'its seats are free again');
	assert.is(await endOf(fixture, calm.no), 'pending', 'what was promised stays');
});

test('one account, and one device, has three unpaid orders at once; as one is paid or ends, the next may come', async () => {
	for (const by of [
		{ ...owner, device: randomUUID() },
		{ ...owner, account: randomUUID() },
	]) {
		const first = await fixture.order(freshPhone(), 1, by);
		const codes = await Promise.all([1, 2, 3, 4, 5].map(() => codeOf(fixture.order(deadPhone(), 1, by))));
		assert.equal(codes.sort(), ['TOO_MANY_UNPAID', 'TOO_MANY_UNPAID', 'TOO_MANY_UNPAID', 'none', 'none']);
		assert.is(await codeOf(fixture.order(freshPhone(), 1, { ...owner, device: randomUUID() })), 'none');
		await fixture.pass(minute);
		assert.is(await endOf(fixture, first.no), 'paid');
		assert.is(await codeOf(fixture.order(deadPhone(), 1, by)), 'none');
		assert.is(await codeOf(fixture.order(deadPhone(), 1, by)), 'TOO_MANY_UNPAID');
		await fixture.pass(20 * minute);
		assert.is(await codeOf(fixture.order(freshPhone(), 1, by)), 'none');
		await fixture.pass(minute);
	}
});

test('beyond its orders of an hour a device, or an account, waits for the rest of it, and nobody else does', async () => {
	fixture.orders.bounds = { ...unbounded, ordersPerAsker: { seconds: 3600, max: 2 } };
	for (const by of [from('198.51.100.1', { device: randomUUID() }), { ...owner, account: randomUUID() }]) {
		const order = () => codeOf(fixture.order(freshPhone(), 1, by));
		assert.equal([await order(), await order(), await order()], ['none', 'none', 'TOO_MANY_TRIES']);
		const other = { ...by, device: randomUUID(), account: randomUUID() };
		assert.is(await codeOf(fixture.order(freshPhone(), 1, other)), 'none', 'the control');
		await fixture.pass(61 * minute);
		assert.is(await order(), 'none', 'an hour later');
		await fixture.pass(minute);
	}
});

test('beyond the orders of an address, an IPv6 /64 too, a phone is proved first', async () => {
	fixture.orders.bounds = { ...unbounded, ordersPerAddress: { seconds: 3600, max: 2 } };
	const addresses = [
		['198.51.100.1', '198.51.100.1', '198.51.100.1'],
		['2001:db8:7::1', '2001:db8:7::2', '2001:db8:7:0:ffff::3'],
	];
	for (const list of addresses) {
		const codes = [];
		for (const each of list) codes.push(await codeOf(fixture.order(freshPhone(), 1, from(each))));
		assert.equal(codes, ['none', 'none', 'PHONE_CODE_NEEDED']);
		const proved = { ...owner, address: list[2]! };
		assert.is(await codeOf(fixture.order(freshPhone(), 1, proved)), 'none', 'a proved phone');
		await fixture.pass(minute);
	}
	assert.is(await codeOf(fixture.order(freshPhone(), 1, from('2001:db8:7:1::1'))), 'none', 'the control');
	await fixture.pass(minute);
});

test('addresses and devices are HMACs, and kept only while an order is unpaid', async () => {
	const [paid, dead] = [
		await fixture.order(freshPhone(), 1, { ...attacker, device: randomUUID() }),
		await fixture.order(deadPhone(), 1, { ...attacker, device: randomUUID() }),
	];
	const keys = 'SELECT address_key, device_key FROM relay.orders WHERE address_key IS NOT NULL ORDER BY no';
	const open = await fixture.rows(keys);
	assert.is(open.length, 2);
	for (const row of open) assert.equal([row.address_key.length, row.device_key.length], [32, 32]);
	await fixture.pass(20 * minute);
	assert.is(await endOf(fixture, paid.no), 'paid');
	assert.is(await endOf(fixture, dead.no), 'expired HOLD_OVER');
	assert.equal(await fixture.rows(keys), []);
});

test('a tier’s last seats can be bought by somebody who proves nothing', async () => {
	await fixture.rows('UPDATE relay.tiers SET allocated = 2');
	const last = await fixture.order(freshPhone(), 2, attacker);
	await fixture.pass(minute);
	assert.is(await endOf(fixture, last.no), 'paid');
});

test.run();
