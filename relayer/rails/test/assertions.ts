import * as assert from 'uvu/assert';
import type { Payment } from '../../simulators/mpesa/ledger.ts';
import { assertEventBooks } from '../../test/books-of-events.ts';
import type { RailsFixture } from './fixture.ts';

/** An order's end in one line: its state and reason, and for a paid order the state of each further payment. */
export async function endOf(fixture: RailsFixture, no: bigint): Promise<string> {
	const [order] = await fixture.rows('SELECT state, reason FROM relay.orders WHERE no = $1', [no]);
	const money = await fixture.rows(
		`SELECT state FROM relay.payments WHERE order_no = $1 ORDER BY state = 'applied' DESC, seen_at`,
		[no],
	);
	const main = [order.state, order.reason].filter(Boolean).join(' ');
	const rest = money.slice(order.state === 'paid' ? 1 : 0).map((each) => `, ${each.state}`);
	return main + (order.state === 'paid' ? rest.join('').replaceAll(', ', ', a second sum ') : '');
}

export const casesOf = async (fixture: RailsFixture, no: bigint): Promise<string[]> =>
	(
		await fixture.rows(
			`SELECT r.reason FROM relay.reviews r LEFT JOIN relay.payments p ON p.id = r.payment_id
			WHERE r.decided_at IS NULL AND coalesce(r.order_no, p.order_no) = $1 ORDER BY r.reason`,
			[no],
		)
	).map((each) => each.reason);

/**
 * Asserts that books, payments, orders, seats and USDC agree about the money. Every test ends with it.
 * `isLate`: what Pull does not show yet; null if the provider is ahead of us.
 */
export async function assertMoneyBalances(
	fixture: RailsFixture,
	isLate: ((payment: Payment) => boolean) | null = () => false,
): Promise<void> {
	const one = async (statement: string): Promise<unknown> =>
		Object.values((await fixture.rows(statement))[0]!)[0];
	const sum = (account: string) =>
		`(SELECT coalesce(sum(amount), 0) FROM relay.journal_lines WHERE currency = 'KES' AND account = '${account}')`;
	const paid = (states: string) =>
		`(SELECT coalesce(sum(amount), 0) FROM relay.payments WHERE reversed_at IS NULL AND state IN (${states}))`;
	const equal = async (what: string, a: string, b: string) => {
		const [row] = await fixture.rows(`SELECT (${a})::text AS a, (${b})::text AS b`);
		assert.is(row.a, row.b, what);
	};
	await equal('the books balance', 'SELECT coalesce(sum(amount), 0) FROM relay.journal_lines', '0');
	// A part of a receipt was paid out, and then the provider reversed all of it.
	const twice = `(SELECT coalesce(sum(p.amount), 0) FROM relay.payments p JOIN relay.refunds r ON r.payment_id = p.id
		WHERE p.reversed_at IS NOT NULL AND p.state = 'refunded' AND r.way = 'payout' AND r.attempts > 0)`;
	await equal(
		'what is at our shortcode came and did not go back',
		sum('mpesa'),
		`${paid("'applied', 'refund_due', 'review'")} - ${twice}`,
	);
	await equal(
		'what we owe to buyers is the money of orders that are neither issued nor refunded',
		`-${sum('buyers')}`,
		`SELECT coalesce(sum(p.amount), 0) FROM relay.payments p LEFT JOIN relay.orders o ON o.no = p.order_no
		WHERE p.state IN ('refund_due', 'review') OR (p.state = 'applied' AND o.state <> 'issued')`,
	);
	await equal(
		'what the treasury gave is what issued orders cost',
		`SELECT coalesce(-sum(amount), 0) FROM relay.journal_lines WHERE account = 'treasury'`,
		`SELECT coalesce(sum(amount_usdc), 0) FROM relay.orders WHERE state = 'issued'`,
	);
	const events = await fixture.rows('SELECT DISTINCT event FROM relay.orders');
	await assertEventBooks(
		fixture.db,
		events.map(({ event }) => event),
	);
	await equal(
		'nothing is negative',
		`SELECT count(*) FROM relay.tiers t, relay.treasury y WHERE t.held < 0 OR t.sold < 0 OR t.sold + t.held > t.allocated
			OR y.reserved < 0 OR y.reserved > y.balance`,
		'0',
	);
	await equal(
		'each payment is received once, and returned once where it went back',
		`SELECT count(*) FROM relay.journal_entries WHERE kind IN ('received', 'refunded')`,
		// A receipt is received once, and each part of it goes back for itself.
		`SELECT count(*) FILTER (WHERE part = 0) + count(*) FILTER (WHERE state = 'refunded') FROM relay.payments`,
	);
	await equal(
		'each payment that the provider took back after tickets were issued is a loss, once',
		`SELECT count(*) FROM relay.journal_entries WHERE kind = 'reversed'`,
		'SELECT count(*) FROM relay.payments WHERE reversed_at IS NOT NULL',
	);
	await equal(
		'seats that are held are those of orders that hold',
		'SELECT sum(held) FROM relay.tiers',
		'SELECT coalesce(sum(qty), 0) FROM relay.orders WHERE holding',
	);
	await equal(
		'unpaid ones are those of orders that wait for their payment',
		'SELECT sum(unpaid) FROM relay.tiers',
		`SELECT coalesce(sum(qty), 0) FROM relay.orders WHERE holding AND state = 'pending'`,
	);
	await equal(
		'so is the USDC that is promised',
		'SELECT reserved FROM relay.treasury',
		'SELECT coalesce(sum(amount_usdc), 0) FROM relay.orders WHERE reserved',
	);
	assert.is(
		await one(`SELECT count(*)::int FROM relay.orders o WHERE (o.state IN ('paid', 'issuing', 'issued')) <>
			(EXISTS (SELECT 1 FROM relay.payments p WHERE p.order_no = o.no AND p.state = 'applied'))`),
		0,
		'a paid order has one payment that buys, and no other order has one',
	);
	assert.is(
		await one(`SELECT count(*)::int FROM relay.payments p WHERE
			(p.state IN ('refund_due', 'refunded')) <> (EXISTS (SELECT 1 FROM relay.refunds r WHERE r.payment_id = p.id AND r.state <> 'review'))`),
		0,
		'each sum is spent, on its way back, or before a person',
	);
	assert.is(
		await one(`SELECT count(*)::int FROM relay.payments p WHERE p.state = 'review' AND NOT EXISTS
			(SELECT 1 FROM relay.reviews v WHERE v.decided_at IS NULL AND (v.payment_id = p.id OR v.order_no = p.order_no))`),
		0,
		'money that a person has is in an open case',
	);
	assert.is(
		await one(`SELECT count(*)::int FROM relay.orders o WHERE o.state = 'review' AND NOT EXISTS
			(SELECT 1 FROM relay.reviews v LEFT JOIN relay.payments p ON p.id = v.payment_id
			WHERE v.decided_at IS NULL AND coalesce(v.order_no, p.order_no) = CASE WHEN o.follows THEN o.cart ELSE o.no END)`),
		0,
		'and so is an order that a person has',
	);
	if (!isLate) return;
	const { ledger } = fixture.simulator;
	const shillings = ledger.payments
		.filter((each) => !each.reversed && !isLate(each))
		.reduce((n, each) => n + BigInt(each.shillings), 0n);
	const paidOut = ledger.payouts
		.filter((each) => each.receipt !== null)
		.reduce((n, each) => n + BigInt(each.shillings), 0n);
	const [books] = await fixture.rows(`SELECT ${sum('mpesa')}::text AS kes`);
	assert.is(BigInt(books.kes), (shillings - paidOut) * 100n, 'the books say what M-Pesa says');
}
