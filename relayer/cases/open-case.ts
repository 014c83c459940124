import { randomUUID } from 'node:crypto';
import { and, eq, isNull, ne, notExists, notInArray, or, type SQL } from 'drizzle-orm';
import type { CaseFacts } from '../case-facts.ts';
import { publishReview } from '../models/live-outbox.ts';
import type { OrderRow } from '../models/orders.ts';
import { reviews } from '../models/payments.ts';
import type { Transaction } from '../models/schema.ts';
import { moveOrder } from '../orders/move-order.ts';
import { moves } from '../orders/states.ts';
import { doubtful, type ReviewReason } from '../reasons.ts';

export type Case = {
	/** A stable code, e.g. AMOUNT_WRONG. */
	reason: ReviewReason;
	orderNo?: bigint | null;
	paymentId?: string | null;
	facts?: CaseFacts;
};

/**
 * Opens a case for an order or a payment, unless one is open already. An open case gets the new reason if that one is
 * stronger, because the cost of a decision follows from the reason.
 */
export async function openCase(tx: Transaction, found: Case, now: Date): Promise<void> {
	const { reason, orderNo = null, paymentId = null, facts = {} } = found;
	const made = await tx
		.insert(reviews)
		.values({ id: randomUUID(), reason, orderNo, paymentId, facts, openedAt: now })
		.onConflictDoNothing()
		.returning({ id: reviews.id });
	for (const { id } of made) await publishReview(tx, { id, reason, state: 'open' });
	if (made.length > 0) return;
	await overtake(tx, found);
	if (orderNo !== null && paymentId !== null) await name(tx, orderNo, paymentId);
}

/** Nobody's proposal counts for the new reason. */
async function overtake(tx: Transaction, { reason, orderNo, paymentId, facts = {} }: Case): Promise<void> {
	if (reason === 'ASKED') return;
	const isIts = or(
		orderNo == null ? undefined : eq(reviews.orderNo, orderNo),
		paymentId == null ? undefined : eq(reviews.paymentId, paymentId),
	);
	const changed = await tx
		.update(reviews)
		.set({ reason, facts, proposal: null })
		.where(and(isNull(reviews.decidedAt), isIts, saysLessThan(reason)))
		.returning({ id: reviews.id });
	for (const { id } of changed) await publishReview(tx, { id, reason, state: 'open' });
}

/** Cases whose decisions cost less. After LANDED_OTHER an order may even be issued twice. */
function saysLessThan(reason: ReviewReason): SQL {
	if (reason === 'LANDED_OTHER') return ne(reviews.reason, reason);
	return doubtful.includes(reason) ? notInArray(reviews.reason, [...doubtful]) : eq(reviews.reason, 'ASKED');
}

/** The case of the order was opened before its money was seen, or that of the money before it was the order's. */
async function name(tx: Transaction, orderNo: bigint, paymentId: string): Promise<void> {
	const open = isNull(reviews.decidedAt);
	const [isOrders, isPayments] = [eq(reviews.orderNo, orderNo), eq(reviews.paymentId, paymentId)];
	const none = (of: SQL) => notExists(tx.select().from(reviews).where(and(of, open)));
	await tx
		.update(reviews)
		.set({ paymentId })
		.where(and(isOrders, open, isNull(reviews.paymentId), none(isPayments)));
	await tx
		.update(reviews)
		.set({ orderNo })
		.where(and(isPayments, open, isNull(reviews.orderNo), none(isOrders)));
}

/** The same for a locked order, which waits in `review`, with its seats and USDC, if its state allows that. */
export async function reviewOrder(
	tx: Transaction,
	order: OrderRow,
	found: Omit<Case, 'orderNo'>,
	now: Date,
): Promise<OrderRow> {
	await openCase(tx, { ...found, orderNo: order.no }, now);
	if (!moves[order.state].includes('review')) return order;
	return moveOrder(tx, order, 'review', now, { reason: found.reason });
}
