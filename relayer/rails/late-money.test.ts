import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { startTestPostgres, type TestPostgres } from '#testing/postgres/test-postgres.ts';
import { cancelOrder } from '../orders/cancel-order.ts';
import { lockOrder } from '../orders/move-order.ts';
import { orderView } from '../orders/order-view.ts';
import { retryOrder } from '../orders/retry-order.ts';
import { owner } from '../test/askers.ts';
import { assertMoneyBalances, casesOf, endOf } from './test/assertions.ts';
import {
	freshPhone,
	minute,
	openRailsFixture,
	phoneOf,
	priceUsdc,
	type RailsFixture,
	second,
} from './test/fixture.ts';

const test = suite('money that comes late, twice, or in an order of its own');
let fixture: RailsFixture;
let cluster: TestPostgres;
let common: RailsFixture;
test.before(async () => {
	cluster = await startTestPostgres();
	common = await openRailsFixture({ cluster });
});
test.after(async () => {
	await common.close();
	await cluster.stop();
});

/** A fixture of its own if seats or USDC are few. */
const story = (
	name: string,
	options: { seats?: number; treasury?: bigint } | null,
	run: () => Promise<void>,
) =>
	test(name, async () => {
		fixture = options ? await openRailsFixture({ ...options, cluster }) : common;
		try {
			await run();
			await assertMoneyBalances(fixture);
		} finally {
			if (options) await fixture.close();
		}
	});

/** Somebody types the shortcode and the order's reference into their own phone. */
const payByHand = (reference: string, shillings = 2_500): void => {
	const { ledger } = fixture.simulator;
	const push = {
		behaviour: 'pay' as const,
		shillings,
		reference,
		phone: freshPhone(),
		checkoutRequestId: '',
	};
	ledger.pay(push as Parameters<typeof ledger.pay>[0], fixture.clock.now());
};
const seatsLeft = async (): Promise<number> =>
	(await fixture.rows('SELECT allocated - sold - held AS n FROM relay.tiers'))[0].n;
const refundsOf = async (no: bigint): Promise<string[]> =>
	(
		await fixture.rows(
			'SELECT r.reason, r.state FROM relay.refunds r JOIN relay.payments p ON p.id = r.payment_id WHERE p.order_no = $1',
			[no],
		)
	).map((each) => `${each.reason} ${each.state}`);

story('a late success settles where seats are left', { seats: 1 }, async () => {
	const order = await fixture.order(phoneOf('revived'));
	await fixture.pass(90 * second);
	assert.is(await endOf(fixture, order.no), 'failed MPESA_1037');
	assert.is(await seatsLeft(), 1);
	await fixture.pass(minute);
	assert.is(await endOf(fixture, order.no), 'paid');
	assert.is(await seatsLeft(), 0);
});

story('a late success goes back where the seats are gone', { seats: 1 }, async () => {
	const late = await fixture.order(phoneOf('revived'));
	await fixture.pass(90 * second);
	const quick = await fixture.order(freshPhone());
	await fixture.pass(20 * minute);
	assert.is(await endOf(fixture, quick.no), 'paid');
	assert.is(await endOf(fixture, late.no), 'refunded TIER_SOLD_OUT');
	assert.equal(await refundsOf(late.no), ['TIER_SOLD_OUT done']);
	assert.ok(fixture.simulator.ledger.payments.find((p) => p.reference === late.reference)!.reversed);
});

story(
	'a late success goes back where the treasury’s USDC is promised away',
	{ treasury: priceUsdc },
	async () => {
		const late = await fixture.order(phoneOf('revived'));
		await fixture.pass(90 * second);
		const quick = await fixture.order(freshPhone());
		await fixture.pass(20 * minute);
		assert.is(await endOf(fixture, quick.no), 'paid');
		assert.is(await endOf(fixture, late.no), 'refunded TREASURY_SHORT');
	},
);

story(
	'a hold that ends while nobody answers expires, and its late payment settles',
	{ seats: 1 },
	async () => {
		await fixture.simulator.ledger.byPhone.set('254711000111', 'hang');
		const order = await fixture.order('254711000111');
		await fixture.workAll();
		// As if the answer had come, and the phone then rang for hours.
		await fixture.db.execute(`UPDATE relay.pushes SET state = 'open', request_id = 'ws_CO_x'`);
		await fixture.pass(9 * minute);
		assert.is(await endOf(fixture, order.no), 'pending');
		await fixture.pass(2 * minute);
		assert.is(await endOf(fixture, order.no), 'expired HOLD_OVER');
		assert.is(await seatsLeft(), 1);
		payByHand(order.reference);
		await fixture.pass(6 * minute);
		assert.is(await endOf(fixture, order.no), 'paid');
	},
);

story(
	'a lost push holds its seats until Pull shows nothing, while Pull cannot be read too',
	null,
	async () => {
		const order = await fixture.order(phoneOf('hang'));
		await fixture.workAll();
		const { ledger } = fixture.simulator;
		const pull = fixture.mpesa.pull;
		fixture.mpesa.pull = async () => {
			throw new Error('away');
		};
		await fixture.pass(4 * second).catch(() => {});
		for (let i = 0; i < 15; i++) await fixture.pass(minute).catch(() => {});
		assert.is(await endOf(fixture, order.no), 'pending');
		fixture.mpesa.pull = pull;
		await fixture.pass(minute);
		assert.is(await endOf(fixture, order.no), 'failed PUSH_LOST');
		assert.is(ledger.pushes.filter((each) => each.reference === order.reference).length, 1);
	},
);

/** As the fan reads it. */
async function viewOf(no: bigint) {
	const order = await fixture.db.transaction((tx) => lockOrder(tx, no));
	return orderView(fixture.orders, order, new Date(fixture.clock.now()));
}

story('a second prompt after a failed one, and both are paid: one buys, one goes back', null, async () => {
	const order = await fixture.order(phoneOf('revived'));
	await fixture.pass(90 * second);
	await retryOrder(fixture.orders, order.no, freshPhone(), owner);
	await fixture.pass(10 * second);
	assert.is(await endOf(fixture, order.no), 'paid');
	const once = await viewOf(order.no);
	await fixture.pass(20 * minute);
	assert.is(await endOf(fixture, order.no), 'paid, a second sum refunded');
	const view = await viewOf(order.no);
	assert.equal(
		view.payments.map((each) => [each.state, each.refund?.state, each.refund?.reason]),
		[
			['applied', undefined, undefined],
			['refunded', 'done', 'SECOND_RECEIPT'],
		],
	);
	assert.ok(view.version > once.version, 'those who wait for the order are notified');
	const ours = fixture.simulator.ledger.payments.filter((p) => p.reference === order.reference);
	assert.is(ours.filter((p) => p.reversed).length, 1);
});

story(
	'money of the first prompt while the second rings settles once; the second is not asked for',
	{},
	async () => {
		const order = await fixture.order(phoneOf('cancelled'));
		await fixture.pass(minute);
		await retryOrder(fixture.orders, order.no, phoneOf('hang'), owner);
		await fixture.pass(second);
		payByHand(order.reference);
		await fixture.pass(20 * minute);
		assert.is(await endOf(fixture, order.no), 'paid');
		const open = await fixture.rows(
			`SELECT state FROM relay.pushes WHERE state IN ('open', 'unknown', 'queued')`,
		);
		assert.equal(open, []);
	},
);

for (const isFirst of [true, false])
	story(
		`the full sum buys beside another one in the same statement, listed ${isFirst ? 'before' : 'after'} it`,
		{},
		async () => {
			const order = await fixture.order(phoneOf('wrong-amount'));
			await fixture.workAll();
			await fixture.sleep(5 * second);
			// Rows are imported a few at once.
			for (let i = 0; i < 5; i++) payByHand('ROUND THE CORNER');
			payByHand(order.reference);
			if (isFirst) fixture.simulator.ledger.payments.reverse();
			await fixture.pass(6 * minute);
			assert.is(await endOf(fixture, order.no), 'paid, a second sum review');
			assert.equal(await casesOf(fixture, order.no), ['AMOUNT_WRONG']);
		},
	);

story('a failed order is served when it is paid by hand', null, async () => {
	const order = await fixture.order(phoneOf('poor'));
	await fixture.pass(minute);
	await cancelOrder(fixture.orders, order.no);
	payByHand(order.reference.toLowerCase());
	await fixture.pass(6 * minute);
	assert.is(await endOf(fixture, order.no), 'paid');
});

story('money for a reference that nobody knows goes to a person', null, async () => {
	payByHand('ROUND THE CORNER');
	await fixture.pass(6 * minute);
	const [found] = await fixture.rows(
		`SELECT r.reason, p.state, p.order_no FROM relay.reviews r JOIN relay.payments p ON p.id = r.payment_id WHERE r.decided_at IS NULL`,
	);
	assert.equal(found, { reason: 'REFERENCE_UNKNOWN', state: 'review', order_no: null });
	await fixture.pass(11 * minute);
	const alerts = await fixture.rows(`SELECT id FROM relay.reviews WHERE reason = 'REFERENCE_UNKNOWN'`);
	assert.is(alerts.length, 1, 'once, however often Pull shows it');
});

story(
	'half of the price, paid by hand twice, goes to a person, and the order can be paid for',
	null,
	async () => {
		const order = await fixture.order(phoneOf('cancelled'));
		await fixture.pass(minute);
		payByHand(order.reference, 1_250);
		await fixture.pass(6 * minute);
		payByHand(order.reference, 1_250);
		await fixture.pass(6 * minute);
		assert.is(await endOf(fixture, order.no), 'failed MPESA_1032');
		assert.equal(await casesOf(fixture, order.no), ['AMOUNT_WRONG', 'AMOUNT_WRONG'], 'each sum by itself');
		await retryOrder(fixture.orders, order.no, freshPhone(), owner);
		await fixture.pass(6 * minute);
		assert.match(await endOf(fixture, order.no), /^paid/);
	},
);

story(
	'a relayer that was away for three days asks a person about what Pull lists no more',
	null,
	async () => {
		const order = await fixture.order(phoneOf('hang'));
		await fixture.pass(second);
		await fixture.sleep(3 * 24 * 60 * minute);
		await fixture.pass(minute);
		assert.is(await endOf(fixture, order.no), 'review PULL_GAP');
	},
);

test.run();
