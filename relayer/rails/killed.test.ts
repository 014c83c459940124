import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { OrderRow } from '../models/orders.ts';
import { requestRefund } from '../payments/request-refund.ts';
import type { Behaviour } from '../simulators/mpesa/behaviours.ts';
import { assertMoneyBalances, endOf } from './test/assertions.ts';
import { minute, openRailsFixture, phoneOf, type RailsFixture } from './test/fixture.ts';

/** Between any two of these, the process may go. */
const steps = [
	'push marked',
	'push sent',
	'push answered',
	'callback stored',
	'notice stored',
	'reconciled',
	'query answered',
	'row stored',
	'slice imported',
	'refund marked',
	'refund sent',
	'refund answered',
	'result stored',
	'refund-status marked',
	'refund-status sent',
	'refund-status answered',
];

/**
 * Whose phone rang ends so; whose did not, since the process went before it sent, has lost its push. So has one that
 * was cancelled, while no process was there to receive it.
 */
const ends: Partial<Record<Behaviour, string>> = {
	pay: 'paid',
	silent: 'paid',
	'fault-paid': 'paid',
	twice: 'paid, a second sum refunded',
	cancelled: 'failed MPESA_1032',
	'mute-reversal': 'refunded NOT_SERVED',
};

const test = suite('a relayer that is killed doubles nothing and loses nothing');
let fixture: RailsFixture;
let isDead = false;
test.before(async () => {
	fixture = await openRailsFixture({ isMuted: () => isDead });
});
test.after(() => fixture.close());

/** A phone whose owner does not pay is asked so often in a day, and the same phones are asked in each story. */
test.before.each(() => fixture.sleep(25 * 60 * minute));

/** Works until it is killed at the first step of that name; then another process goes on, five minutes later. */
async function passKilled(milliseconds: number): Promise<boolean> {
	const began = fixture.clock.now();
	const ended = await fixture.pass(milliseconds).then(
		() => null,
		(error: Error) => error,
	);
	if (ended && !isDead) throw ended;
	if (!isDead) return false;
	await fixture.sleep(5 * minute);
	isDead = false;
	fixture.restart();
	await fixture.pass(Math.max(0, began + milliseconds - fixture.clock.now()));
	return true;
}

async function requestRefundOf(no: bigint): Promise<void> {
	const [payment] = await fixture.rows(
		`SELECT id FROM relay.payments WHERE order_no = $1 AND state = 'applied'`,
		[no],
	);
	const now = new Date(fixture.clock.now());
	if (payment) await fixture.db.transaction((tx) => requestRefund(tx, payment.id, 'NOT_SERVED', now));
}

for (const step of steps)
	test(`killed after: ${step}`, async () => {
		const orders = new Map<Behaviour, OrderRow>();
		for (const behaviour of Object.keys(ends) as Behaviour[])
			orders.set(behaviour, await fixture.order(phoneOf(behaviour)));
		fixture.restart((name) => {
			isDead ||= name === step;
			if (isDead) throw new Error('killed');
		});
		let killed = await passKilled(9 * minute);
		await requestRefundOf(orders.get('mute-reversal')!.no);
		killed = (await passKilled(20 * minute)) || killed;
		assert.ok(killed, 'the step happened');
		fixture.restart();
		await fixture.pass(10 * minute);
		for (const [behaviour, { no, reference }] of orders) {
			const rang = fixture.simulator.ledger.pushes.filter((each) => each.reference === reference).length;
			assert.ok(rang <= 1, `${behaviour}: the phone rang ${rang} times`);
			const end = rang === 1 ? ends[behaviour] : 'failed PUSH_LOST';
			const found = await endOf(fixture, no);
			if (behaviour === 'cancelled' && found === 'failed PUSH_LOST') continue;
			assert.is(found, end, behaviour);
		}
		await assertMoneyBalances(fixture);
	});

test('without the mark before a push leaves, a killed relayer would ring twice: the test can fail', async () => {
	const order = await fixture.order(phoneOf('pay'));
	fixture.restart((name) => {
		isDead ||= name === 'push sent';
		if (isDead) throw new Error('killed');
	});
	await fixture.pass(1).catch(() => {});
	isDead = false;
	fixture.restart();
	await fixture.db.execute(`UPDATE relay.pushes SET state = 'queued' WHERE order_no = ${order.no}`);
	await fixture.pass(minute);
	assert.is(fixture.simulator.ledger.pushes.filter((each) => each.reference === order.reference).length, 2);
	await fixture.pass(20 * minute);
	assert.is(await endOf(fixture, order.no), 'paid, a second sum refunded');
	await assertMoneyBalances(fixture);
});

test.run();
