import { readFileSync } from 'node:fs';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { OrderRow } from '../models/orders.ts';
import { type Behaviour, behaviours } from '../simulators/mpesa/behaviours.ts';
import { assertMoneyBalances, casesOf, endOf } from './test/assertions.ts';
import {
	freshPhone,
	minute,
	openRailsFixture,
	phoneOf,
	priceKes,
	priceUsdc,
	type RailsFixture,
} from './test/fixture.ts';

const readme = readFileSync(new URL('../simulators/README.md', import.meta.url), 'utf8');
const promised = new Map(
	[...readme.matchAll(/^\| \d\d \| (\S+) \|[^|]*\| ([^|]+) \|$/gm)].map((m) => [m[1]!, m[2]!]),
);

const test = suite('each misbehaviour of M-Pesa ends as the README of the simulators says');
let fixture: RailsFixture;
const orders = new Map<Behaviour, OrderRow>();
/** All side by side: no order blocks another. */
test.before(async () => {
	fixture = await openRailsFixture();
	for (const behaviour of behaviours) orders.set(behaviour, await fixture.order(phoneOf(behaviour)));
	await fixture.pass(20 * minute);
});
test.after(() => fixture.close());

async function ends(no: bigint, behaviour: Behaviour): Promise<void> {
	const end = await endOf(fixture, no);
	assert.is(end, promised.get(behaviour));
	assert.equal(await casesOf(fixture, no), end.startsWith('review ') ? [end.slice('review '.length)] : []);
	const [order] = await fixture.rows('SELECT holding, reserved FROM relay.orders WHERE no = $1', [no]);
	const keeps = !end.startsWith('failed');
	assert.equal(order, { holding: keeps, reserved: keeps }, 'seats and USDC');
	const left = await fixture.rows(
		`SELECT id FROM relay.pushes WHERE order_no = $1 AND (state IN ('queued', 'sending', 'open', 'unknown') OR wake_at IS NOT NULL)`,
		[no],
	);
	assert.equal(left, [], 'no push is open, and none is looked at again');
}

test('the README lists every misbehaviour', () => {
	assert.equal([...promised.keys()], [...behaviours]);
});

for (const behaviour of behaviours)
	test(behaviour, async () => {
		const { no, reference } = orders.get(behaviour)!;
		await ends(no, behaviour);
		const pushes = fixture.simulator.ledger.pushes.filter((each) => each.reference === reference);
		assert.is(pushes.length, 1, 'the phone rang once');
	});

test('books, seats and USDC agree', () =>
	assertMoneyBalances(fixture, (payment) => payment.listedAt > payment.at));

test('a behaviour can also be chosen by amount and by the control route', async () => {
	await fixture.db.execute('UPDATE relay.tiers SET face_amount = 24900200, price = 19302480000');
	const byAmount = await fixture.order(freshPhone());
	await fixture.db.execute(`UPDATE relay.tiers SET face_amount = ${priceKes}, price = ${priceUsdc}`);
	await fetch(`${fixture.simulator.url}/control/behaviour`, {
		method: 'POST',
		headers: { 'content-type': 'application/json' },
		body: JSON.stringify({ behaviour: 'poor', phone: '254711222333' }),
	});
	const byControl = await fixture.order('254711222333');
	await fixture.pass(minute);
	await ends(byAmount.no, 'cancelled');
	await ends(byControl.no, 'poor');
});

test('money that Pull shows hours late joins its case', async () => {
	await fixture.sleep(7 * 60 * minute);
	await fixture.workAll();
	await assertMoneyBalances(fixture);
	const [found] = await fixture.rows(
		`SELECT p.state, r.payment_id = p.id AS attached FROM relay.reviews r JOIN relay.payments p ON p.order_no = r.order_no
		WHERE r.reason = 'NO_RECEIPT'`,
	);
	assert.equal(found, { state: 'review', attached: true });
});

test('no phone, name or receipt is in the log', () => {
	const log = fixture.logged();
	for (const { receipt, phone } of fixture.simulator.ledger.payments)
		assert.not.ok(log.includes(receipt) || log.includes(phone) || log.includes('ASHA'));
});

test.run();
