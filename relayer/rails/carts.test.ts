import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { startTestPostgres, type TestPostgres } from '#testing/postgres/test-postgres.ts';
import { cancelOrder } from '../orders/cancel-order.ts';
import { lockOrder } from '../orders/move-order.ts';
import { orderView } from '../orders/order-view.ts';
import { retryOrder } from '../orders/retry-order.ts';
import { requestRefund } from '../payments/request-refund.ts';
import { guest, owner } from '../test/askers.ts';
import { decideAsShown } from '../test/decide-as-shown.ts';
import { recordRefundResult } from './record-refund-result.ts';
import { assertMoneyBalances, casesOf } from './test/assertions.ts';
import { freshPhone, minute, openRailsFixture, phoneOf, type RailsFixture } from './test/fixture.ts';

const test = suite('a cart: several tiers, one payment');
let fixture: RailsFixture;
let cluster: TestPostgres;
test.before(async () => {
	cluster = await startTestPostgres();
});
test.after(() => cluster.stop());

const story = (name: string, run: () => Promise<void>, seats = 1000) =>
	test(name, async () => {
		fixture = await openRailsFixture({ cluster, tiers: 3, seats });
		try {
			await run();
			await assertMoneyBalances(fixture);
		} finally {
			await fixture.close();
		}
	});

const lines = [
	{ tier: 0, qty: 2 },
	{ tier: 2, qty: 1 },
	{ tier: 1, qty: 3 },
];
/** 2 × 2,500 + 500 + 3 × 1,000. */
const sumKes = 850_000n;

type Part = { no: string; state: string; amount: string | null; money: string | null };
const partsOf = async (first: bigint): Promise<Part[]> =>
	fixture.rows(
		`SELECT o.no, o.state, p.amount::text, p.state AS money FROM relay.orders o LEFT JOIN relay.payments p ON p.order_no = o.no AND p.whole IS NOT NULL
		WHERE o.cart = $1 ORDER BY o.no`,
		[first],
	);
const statesOf = async (first: bigint): Promise<string> =>
	(await partsOf(first)).map(({ state }) => state).join(' ');
const heldOf = async (): Promise<number[]> =>
	(await fixture.rows('SELECT held FROM relay.tiers ORDER BY tier')).map(({ held }) => held);
const codeOf = (work: Promise<unknown>): Promise<unknown> =>
	work.then(
		() => 'nothing',
		(error) => [error.code, error.detail.field].filter(Boolean).join(' '),
	);
const givenBack = async (first: bigint, reason: 'NOT_SERVED' | 'DECIDED' = 'NOT_SERVED') =>
	fixture.db.transaction(async (tx) => {
		const [{ id }] = await fixture.rows('SELECT id FROM relay.payments WHERE order_no = $1', [first]);
		await requestRefund(tx, id, reason, new Date(fixture.clock.now()));
	});

story('one prompt asks for the sum, and its receipt is divided into what each order costs', async () => {
	const first = await fixture.cart(freshPhone(), lines);
	assert.is(await statesOf(first.no), 'pending pending pending');
	assert.equal(await heldOf(), [2, 3, 1]);
	await fixture.pass(6 * minute);
	assert.equal(
		fixture.simulator.ledger.pushes.map(({ shillings }) => shillings),
		[8_500],
	);
	assert.equal(
		(await partsOf(first.no)).map(({ state, amount, money }) => [state, amount, money]),
		[
			['paid', '500000', 'applied'],
			['paid', '50000', 'applied'],
			['paid', '300000', 'applied'],
		],
	);
	// The statement has proved all of it.
	assert.equal(await fixture.rows('SELECT id FROM relay.payments WHERE confirmed_at IS NULL'), []);
	const view = await orderView(fixture.orders, await read(first.no), new Date(fixture.clock.now()));
	assert.is(view.cart?.amountKes, sumKes.toString());
	assert.equal(
		view.cart?.lines.map(({ tier, qty, state }) => [tier, qty, state]),
		lines.map(({ tier, qty }) => [tier, qty, 'paid']),
	);
});

const read = (no: bigint) => fixture.db.transaction((tx) => lockOrder(tx, no));

story(
	'all seats are held or none, and the tier at fault is named',
	async () => {
		await fixture.cart(freshPhone(), [
			{ tier: 0, qty: 1 },
			{ tier: 1, qty: 3 },
		]);
		const late = fixture.cart(freshPhone(), [
			{ tier: 0, qty: 1 },
			{ tier: 2, qty: 1 },
			{ tier: 1, qty: 2 },
		]);
		assert.is(await codeOf(late), 'TIER_SOLD_OUT tiers.1');
		assert.equal(await heldOf(), [1, 3, 0]);
		assert.is((await fixture.rows('SELECT no FROM relay.orders')).length, 2);
	},
	4,
);

story('what no purchase may be is refused before anything is held', async () => {
	const cart = (...of: [number, number][]) =>
		codeOf(
			fixture.cart(
				freshPhone(),
				of.map(([tier, qty]) => ({ tier, qty })),
			),
		);
	assert.is(await cart([0, 1], [0, 2]), 'ITEM_COUNT_INVALID');
	assert.is(await cart([0, 10], [1, 10], [2, 1]), 'TOO_MANY_TICKETS');
	assert.is(await cart([0, 1], [1, 11]), 'OVER_ORDER_LIMIT tiers.1');
	assert.is(await cart([0, 1], [7, 1]), 'TIER_UNKNOWN tiers.7');
	assert.equal(await fixture.rows('SELECT no FROM relay.orders'), []);
});

story('a cart that nobody pays ends as one, is tried again as one, and is paid as one', async () => {
	const first = await fixture.cart(phoneOf('cancelled'), lines);
	await fixture.pass(2 * minute);
	assert.is(await statesOf(first.no), 'failed failed failed');
	assert.equal(await heldOf(), [0, 0, 0]);
	const [, second] = await partsOf(first.no);
	assert.is(await codeOf(retryOrder(fixture.orders, BigInt(second!.no), freshPhone(), owner)), 'ORDER_STATE');
	assert.is(await codeOf(cancelOrder(fixture.orders, BigInt(second!.no))), 'ORDER_STATE');
	await retryOrder(fixture.orders, first.no, freshPhone(), owner);
	assert.is(await statesOf(first.no), 'pending pending pending');
	assert.equal(await heldOf(), [2, 3, 1]);
	await fixture.pass(6 * minute);
	assert.is(await statesOf(first.no), 'paid paid paid');
});

story('another sum pays nothing, and waits for a person with all of the cart', async () => {
	const first = await fixture.cart(phoneOf('wrong-amount'), lines);
	await fixture.pass(16 * minute);
	assert.is(await statesOf(first.no), 'review review review');
	assert.equal(await casesOf(fixture, first.no), ['AMOUNT_WRONG']);
});

story(
	'late money serves all of it, or goes back as a whole by one reversal',
	async () => {
		const first = await fixture.cart(phoneOf('revived'), [
			{ tier: 0, qty: 1 },
			{ tier: 1, qty: 1 },
		]);
		await fixture.pass(90_000);
		assert.is(await statesOf(first.no), 'failed failed');
		await fixture.order(freshPhone());
		await fixture.pass(20 * minute);
		assert.is(await statesOf(first.no), 'refunded refunded');
		assert.equal(fixture.simulator.ledger.payouts, []);
		assert.equal(await heldOf(), [1, 0, 0]);
	},
	1,
);

story(
	'an order of it goes back by itself: exactly its part, by a payout to the number that paid',
	async () => {
		const phone = freshPhone();
		const first = await fixture.cart(phone, lines);
		await fixture.pass(6 * minute);
		const [, second] = await partsOf(first.no);
		await givenBack(BigInt(second!.no));
		await fixture.pass(20 * minute);
		assert.is(await statesOf(first.no), 'paid refunded paid');
		assert.equal(
			fixture.simulator.ledger.payouts.map((each) => [each.phone, each.shillings]),
			[[phone, 500]],
		);
	},
);

story('its payout failed, and is said to be paid after all: a person who has it made again pays nobody twice', async () => {
	const phone = freshPhone();
	const first = await fixture.cart(phone, lines);
	await fixture.pass(6 * minute);
	const [, second] = await partsOf(first.no);
	const no = BigInt(second!.no);
	const { ledger } = fixture.simulator;
	ledger.payoutsOf.set(phone, 'failed');
	await givenBack(no);
	await fixture.pass(2 * minute);
	const [payout] = ledger.payouts;
	const [refund] = await fixture.rows('SELECT id, state FROM relay.refunds');
	assert.is(refund.state, 'review');
	Object.assign(payout!, { receipt: 'PLATE00001', code: 0, behaviour: 'pay' });
	const late = {
		...({ kind: 'refund', way: 'payout', outcome: 'returned', code: '0' } as const),
		requestIds: [payout!.conversationId, payout!.id],
	};
	const peer = { network: '127.0.0.1', isProvider: true };
	await recordRefundResult(fixture.deps, refund.id, late, { text: '{}', cut: null, peer });
	ledger.payoutsOf.set(phone, 'pay');
	const [{ id }] = await fixture.rows('SELECT id FROM relay.reviews WHERE decided_at IS NULL');
	for (const by of ['ann', 'ben'])
		if ((await decideAsShown(fixture, id, { decision: 'refund', note: 'again', by })) === 'done')
			break;
	await fixture.pass(20 * minute);
	assert.is(await statesOf(first.no), 'paid refunded paid');
	assert.is(ledger.payouts.length, 1);
});

story('all of it goes back in parts, and never more than the receipt', async () => {
	const first = await fixture.cart(freshPhone(), lines);
	await fixture.pass(6 * minute);
	for (const { no } of await partsOf(first.no)) await givenBack(BigInt(no));
	await fixture.pass(20 * minute);
	assert.is(await statesOf(first.no), 'refunded refunded refunded');
	assert.is(
		fixture.simulator.ledger.payouts.reduce((sum, { shillings }) => sum + shillings, 0),
		8_500,
	);
});

story('a second payment of a cart goes back whole, and the first keeps it', async () => {
	const first = await fixture.cart(phoneOf('twice'), lines);
	await fixture.pass(30 * minute);
	assert.is(await statesOf(first.no), 'paid paid paid');
	const money = await fixture.rows(
		'SELECT state, amount::text, whole::text FROM relay.payments WHERE order_no = $1 ORDER BY state',
		[first.no],
	);
	assert.equal(
		money.map((each) => [each.state, each.amount, each.whole]),
		[
			['applied', '500000', '850000'],
			['refunded', '850000', null],
		],
	);
});

const reverse = () =>
	fetch(`${fixture.simulator.url}/control/reverse-payment`, {
		method: 'POST',
		headers: { 'content-type': 'application/json' },
		body: JSON.stringify({ receipt: fixture.simulator.ledger.payments[0]!.receipt }),
	});

story('a reversal of the receipt that is found later concerns all of its orders', async () => {
	const first = await fixture.cart(freshPhone(), lines);
	await fixture.pass(6 * minute);
	await reverse();
	await fixture.pass(6 * minute);
	assert.is(await statesOf(first.no), 'refunded refunded refunded');
	for (const { no } of await partsOf(first.no))
		assert.equal(await casesOf(fixture, BigInt(no)), ['MONEY_REVERSED']);
	assert.equal(fixture.simulator.ledger.payouts, []);
});

story(
	'a part that was paid out before its receipt is reversed went back twice: a loss, once, with a case',
	async () => {
		const first = await fixture.cart(freshPhone(), lines);
		await fixture.pass(6 * minute);
		const [, second] = await partsOf(first.no);
		await givenBack(BigInt(second!.no));
		await fixture.pass(10 * minute);
		await reverse();
		await fixture.pass(6 * minute);
		assert.is(await statesOf(first.no), 'refunded refunded refunded');
		assert.equal(await casesOf(fixture, BigInt(second!.no)), ['MONEY_REVERSED']);
		const [{ lost }] = await fixture.rows(
			`SELECT sum(amount)::text AS lost FROM relay.journal_lines WHERE account = 'losses'`,
		);
		assert.is(lost, '50000');
	},
);

story(
	'a stranger is bounded by each tier of a cart, and the cart is one order of its asker',
	async () => {
		const bounds = { ...fixture.orders.bounds, unpaidShareOfAddress: 20, unpaidOrders: 2 };
		fixture.orders.bounds = bounds;
		const by = { ...guest, device: 'a browser' };
		await fixture.cart(
			phoneOf('silent'),
			[
				{ tier: 0, qty: 1 },
				{ tier: 1, qty: 2 },
			],
			by,
		);
		assert.is(
			await codeOf(
				fixture.cart(
					freshPhone(),
					[
						{ tier: 2, qty: 1 },
						{ tier: 1, qty: 1 },
					],
					by,
				),
			),
			'PHONE_CODE_NEEDED',
		);
	},
	10,
);

story('the database refuses parts that are not their receipt', async () => {
	const first = await fixture.cart(freshPhone(), lines);
	await fixture.pass(6 * minute);
	const harm = fixture.db.execute(
		`UPDATE relay.payments SET amount = amount + 100 WHERE order_no = ${first.no}`,
	);
	assert.match(
		String(
			await harm.then(
				() => 'done',
				(error) => error.cause ?? error,
			),
		),
		/are not its receipt/,
	);
});

test.run();
