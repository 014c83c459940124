import * as assert from 'uvu/assert';
import { cancelOrder } from '../orders/cancel-order.ts';
import { lockOrder } from '../orders/move-order.ts';
import { orderView } from '../orders/order-view.ts';
import { retryOrder } from '../orders/retry-order.ts';
import { openForPerson } from '../review/open-for-person.ts';
import { readCase } from '../review/read-case.ts';
import { guest, owner } from '../test/askers.ts';
import { casesOf } from './test/assertions.ts';
import { cartStories, lines, receiptParts, statesOf } from './test/cart-stories.ts';
import { freshPhone, minute, phoneOf, type RailsFixture } from './test/fixture.ts';

const { test, story } = cartStories('a cart: several tiers, one payment');

/** 2 × 2,500 + 500 + 3 × 1,000. */
const sumKes = 850_000n;

const heldOf = async (fixture: RailsFixture): Promise<number[]> =>
	(await fixture.rows('SELECT held FROM relay.tiers ORDER BY tier')).map(({ held }) => held);
const codeOf = (work: Promise<unknown>): Promise<unknown> =>
	work.then(
		() => 'nothing',
		(error) => [error.code, error.detail.field].filter(Boolean).join(' '),
	);

story(
	'one prompt asks for the sum, and its receipt is divided into what each order costs',
	async (fixture) => {
		const first = await fixture.cart(freshPhone(), lines);
		assert.is(await statesOf(fixture, first.no), 'pending pending pending');
		assert.equal(await heldOf(fixture), [2, 3, 1]);
		await fixture.pass(6 * minute);
		assert.equal(
			fixture.simulator.ledger.pushes.map(({ shillings }) => shillings),
			[8_500],
		);
		assert.equal(
			(await receiptParts(fixture, first.no)).map(({ state, amount, money }) => [state, amount, money]),
			[
				['paid', '500000', 'applied'],
				['paid', '50000', 'applied'],
				['paid', '300000', 'applied'],
			],
		);
		// The statement has proved all of it.
		assert.equal(await fixture.rows('SELECT id FROM relay.payments WHERE confirmed_at IS NULL'), []);
		const view = await orderView(
			fixture.orders,
			await read(fixture, first.no),
			new Date(fixture.clock.now()),
		);
		assert.is(view.cart?.amountKes, sumKes.toString());
		assert.equal(
			view.cart?.lines.map(({ tier, qty, state }) => [tier, qty, state]),
			lines.map(({ tier, qty }) => [tier, qty, 'paid']),
		);
	},
);

story(
	'support finds a cart by the reference of any of its orders, and sees all of its lines',
	async (fixture) => {
		const first = await fixture.cart(freshPhone(), lines);
		const rows = await fixture.rows('SELECT reference FROM relay.orders WHERE cart = $1 ORDER BY no', [
			first.no,
		]);
		const references = rows.map(({ reference }) => reference);
		const asked = { note: 'The buyer called.', by: 'ann' };
		const cases = new Set<string>();
		for (const reference of references) cases.add((await openForPerson(fixture, { reference, ...asked })).id);
		assert.is(cases.size, 1);
		const found = await readCase(fixture, [...cases][0]!);
		assert.equal(
			found.lines.map(({ reference, qty }) => [reference, qty]),
			lines.map(({ qty }, i) => [references[i], qty]),
		);
		const missing = (reference: string) => codeOf(openForPerson(fixture, { reference, ...asked }));
		assert.is(await missing('ZZZZZZZZZZ'), 'ORDER_NOT_FOUND');
		assert.is(await missing('18446744073709551615'), 'ORDER_OF_WALLET');
		assert.is(await missing(`g${'a'.repeat(55)}`), 'ORDER_OF_WALLET');
	},
);

const read = (fixture: RailsFixture, no: bigint) => fixture.db.transaction((tx) => lockOrder(tx, no));

story(
	'all seats are held or none, and the tier at fault is named',
	async (fixture) => {
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
		assert.equal(await heldOf(fixture), [1, 3, 0]);
		assert.is((await fixture.rows('SELECT no FROM relay.orders')).length, 2);
	},
	4,
);

story('what no purchase may be is refused before anything is held', async (fixture) => {
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

story('a cart that nobody pays ends as one, is tried again as one, and is paid as one', async (fixture) => {
	const first = await fixture.cart(phoneOf('cancelled'), lines);
	await fixture.pass(2 * minute);
	assert.is(await statesOf(fixture, first.no), 'failed failed failed');
	assert.equal(await heldOf(fixture), [0, 0, 0]);
	const [, second] = await receiptParts(fixture, first.no);
	assert.is(await codeOf(retryOrder(fixture.orders, BigInt(second!.no), freshPhone(), owner)), 'ORDER_STATE');
	assert.is(await codeOf(cancelOrder(fixture.orders, BigInt(second!.no))), 'ORDER_STATE');
	await retryOrder(fixture.orders, first.no, freshPhone(), owner);
	assert.is(await statesOf(fixture, first.no), 'pending pending pending');
	assert.equal(await heldOf(fixture), [2, 3, 1]);
	await fixture.pass(6 * minute);
	assert.is(await statesOf(fixture, first.no), 'paid paid paid');
});

story('another sum pays nothing, and waits for a person with all of the cart', async (fixture) => {
	const first = await fixture.cart(phoneOf('wrong-amount'), lines);
	await fixture.pass(16 * minute);
	assert.is(await statesOf(fixture, first.no), 'review review review');
	assert.equal(await casesOf(fixture, first.no), ['AMOUNT_WRONG']);
});

story(
	'late money serves all of it, or goes back as a whole by one reversal',
	async (fixture) => {
		const first = await fixture.cart(phoneOf('revived'), [
			{ tier: 0, qty: 1 },
			{ tier: 1, qty: 1 },
		]);
		await fixture.pass(90_000);
		assert.is(await statesOf(fixture, first.no), 'failed failed');
		await fixture.order(freshPhone());
		await fixture.pass(20 * minute);
		assert.is(await statesOf(fixture, first.no), 'refunded refunded');
		assert.equal(fixture.simulator.ledger.payouts, []);
		assert.equal(await heldOf(fixture), [1, 0, 0]);
	},
	1,
);

story(
	'a stranger is bounded by each tier of a cart, and the cart is one order of its asker',
	async (fixture) => {
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

story('the database refuses parts that are not their receipt', async (fixture) => {
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
