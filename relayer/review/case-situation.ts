import { and, asc, eq, inArray, isNull, ne, notExists, or } from 'drizzle-orm';
import type { OrderRow } from '../models/orders.ts';
import { payments, refunds, reviews } from '../models/payments.ts';
import type { Reader } from '../models/schema.ts';
import { type TicketRefundRow, ticketRefunds } from '../models/ticket-refunds.ts';
import { othersOfCart } from '../orders/cart.ts';
import { type PaidTwice, paidTwiceOf } from '../payments/book-paid-twice.ts';

export type ReviewRow = typeof reviews.$inferSelect;
type PaymentRow = typeof payments.$inferSelect;

export type Money = { payment: PaymentRow; refund: typeof refunds.$inferSelect | null };

/** What a case is about, at one moment. */
export type Situation = {
	review: ReviewRow;
	/** The case's order, or its payment's. */
	order: OrderRow | null;
	/** What its tickets cost, with those of orders that follow it: cents of KES, and stroops. */
	price: { kes: bigint; usdc: bigint };
	/** Its own payment, and payments of its own order that bought it or that no other open case names; earliest first. */
	money: Money[];
	/**
	 * Refunds of the order's issued tickets that wait for a person; in a case that a person opened, those that wait for
	 * the provider.
	 */
	tickets: RefundOfTickets[];
	/** What was paid once too often in refunds of the order, and is not back. */
	paidTwice: PaidTwice[];
};

/** `isDoubtful`: its payer may have the shillings, whatever the case is about. */
export type RefundOfTickets = TicketRefundRow & { isDoubtful: boolean };

export async function loadSituation(
	db: Reader,
	review: ReviewRow,
	order: OrderRow | null,
): Promise<Situation> {
	const [price, money, tickets, paidTwice] = await Promise.all([
		priceOfAll(db, order),
		moneyOf(db, review),
		ticketsOf(db, review, order),
		order && review.reason === 'PAID_TWICE' ? paidTwiceOf(db, order.no) : [],
	]);
	return { review, order, price, money, tickets, paidTwice };
}

async function priceOfAll(db: Reader, order: OrderRow | null): Promise<Situation['price']> {
	if (!order) return { kes: 0n, usdc: 0n };
	const followers = (await othersOfCart(db, order)).filter(({ follows }) => follows);
	return [order, ...followers].reduce(
		(sum, { amountKes, amountUsdc }) => ({ kes: sum.kes + amountKes, usdc: sum.usdc + amountUsdc }),
		{ kes: 0n, usdc: 0n },
	);
}

async function ticketsOf(
	db: Reader,
	{ reason }: ReviewRow,
	order: OrderRow | null,
): Promise<RefundOfTickets[]> {
	if (order?.state !== 'issued') return [];
	const rows = await db
		.select({ row: ticketRefunds, asked: refunds })
		.from(ticketRefunds)
		.leftJoin(refunds, eq(refunds.ticketRefundId, ticketRefunds.id))
		.where(and(eq(ticketRefunds.orderNo, order.no), inArray(ticketRefunds.state, ['review', 'voided'])))
		.orderBy(asc(ticketRefunds.createdAt), asc(ticketRefunds.id));
	const found = rows.map(({ row, asked }) => ({ ...row, isDoubtful: asked !== null && mayBePaid(asked) }));
	const waiting = found.filter(({ state }) => state === 'review');
	return waiting.length > 0 || reason !== 'ASKED' ? waiting : found;
}

/** A payout has an id until its failure is known, and a reversal that is known to have failed becomes a payout. */
const mayBePaid = ({ state, way, payoutId, attempts }: typeof refunds.$inferSelect): boolean =>
	state !== 'review' || (way === 'payout' ? payoutId !== null : attempts > 0);

async function moneyOf(db: Reader, { id, paymentId, orderNo }: ReviewRow): Promise<Money[]> {
	if (paymentId === null && orderNo === null) return [];
	const named = db
		.select({ id: reviews.id })
		.from(reviews)
		.where(and(eq(reviews.paymentId, payments.id), isNull(reviews.decidedAt), ne(reviews.id, id)));
	const own = paymentId === null ? undefined : eq(payments.id, paymentId);
	const ofOrder =
		orderNo === null
			? undefined
			: and(eq(payments.orderNo, orderNo), or(eq(payments.state, 'applied'), notExists(named)));
	return db
		.select({ payment: payments, refund: refunds })
		.from(payments)
		.leftJoin(refunds, and(eq(refunds.paymentId, payments.id), isNull(refunds.ticketRefundId)))
		.where(or(own, ofOrder))
		.orderBy(asc(payments.seenAt), asc(payments.id));
}
