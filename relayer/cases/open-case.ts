import { randomUUID } from 'node:crypto';
import { and, eq, isNull, notExists } from 'drizzle-orm';
import { publishReview } from '../models/live-outbox.ts';
import type { OrderRow } from '../models/orders.ts';
import { reviews } from '../models/payments.ts';
import type { Transaction } from '../models/schema.ts';
import { moveOrder } from '../orders/move-order.ts';
import { moves } from '../orders/states.ts';
import type { ReviewReason } from '../reasons.ts';

export type Case = {
	/** A stable code, e.g. AMOUNT_WRONG. */
	reason: ReviewReason;
	orderNo?: bigint | null;
	paymentId?: string | null;
	/** Without personal data: no phone, name or receipt. */
	facts?: Record<string, string>;
};

/** Opens a case for an order or a payment, unless one is open already. */
export async function openCase(tx: Transaction, found: Case, now: Date): Promise<void> {
	const { reason, orderNo = null, paymentId = null, facts = {} } = found;
	const made = await tx
		.insert(reviews)
		.values({ id: randomUUID(), reason, orderNo, paymentId, facts, openedAt: now })
		.onConflictDoNothing()
		.returning({ id: reviews.id });
	for (const { id } of made) await publishReview(tx, { id, reason, state: 'open' });
	if (made.length > 0 || orderNo === null || paymentId === null) return;
	const open = isNull(reviews.decidedAt);
	const own = tx
		.select()
		.from(reviews)
		.where(and(eq(reviews.paymentId, paymentId), open));
	// The order's case was opened before its money was seen.
	await tx
		.update(reviews)
		.set({ paymentId })
		.where(and(eq(reviews.orderNo, orderNo), open, isNull(reviews.paymentId), notExists(own)));
}

/** The same for a locked order, which waits in `review`, with its seats and USDC, where its state allows that. */
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
