import { and, eq, isNull } from 'drizzle-orm';
import type { CaseFacts } from '../case-facts.ts';
import { openCase, reviewOrder } from '../cases/open-case.ts';
import { enqueueNotices } from '../contacts/enqueue-notices.ts';
import { payments, refunds } from '../models/payments.ts';
import type { Transaction } from '../models/schema.ts';
import { moveOrder } from '../orders/move-order.ts';
import { notifyOrder } from '../orders/notify-order.ts';
import type { RefundReason, ReviewReason } from '../reasons.ts';
import { endTicketRefund, reviewTicketRefund } from './end-ticket-refund.ts';
import { post, returned, reversalSettled } from './journal.ts';
import { type Locked, lockRefund } from './lock-refund.ts';
import { requestRefund } from './request-refund.ts';

/** Records that a refund is done. The order is `refunded` with its last refund; payments under review stay with a person. */
export async function finishRefund(
	tx: Transaction,
	{ refund, payment, order }: Locked,
	now: Date,
): Promise<void> {
	await tx.update(refunds).set({ state: 'done', wakeAt: null, doneAt: now }).where(eq(refunds.id, refund.id));
	if (refund.ticketRefundId !== null) {
		const isReversed = payment.reversedAt !== null && refund.attempts === 0;
		return endTicketRefund(tx, refund.ticketRefundId, now, isReversed ? 'reversed' : 'returned');
	}
	await tx.update(payments).set({ state: 'refunded' }).where(eq(payments.id, payment.id));
	const entry = { kind: 'refunded' as const, subject: payment.id, orderNo: payment.orderNo, at: now };
	const { amount, reversedAt } = payment;
	// A part may be paid out before its receipt is found to be reversed: then it went back twice, and one time is a loss.
	const isReversed = reversedAt !== null && (refund.way !== 'payout' || refund.attempts === 0);
	await post(tx, entry, isReversed ? reversalSettled(amount) : returned(payment.provider, amount));
	if (!order) return;
	await enqueueNotices(tx, { kind: 'refunded', orders: [order.no], subject: payment.id }, now);
	const left = await tx
		.select({ id: payments.id })
		.from(payments)
		.where(and(eq(payments.orderNo, order.no), eq(payments.state, 'refund_due')));
	if (order.state === 'refund_due' && left.length === 0)
		await moveOrder(tx, order, 'refunded', now, { reason: order.reason });
	else await notifyOrder(tx, order.no, now);
}

/**
 * Records that a payment went back outside of this program: by a person, or by the provider itself. It is posted like
 * any refund, and no request is sent; results of an earlier request count no more.
 */
export async function recordReturn(
	tx: Transaction,
	paymentId: string,
	now: Date,
	reason: Extract<RefundReason, 'RETURNED_ELSEWHERE' | 'REVERSED'> = 'RETURNED_ELSEWHERE',
): Promise<void> {
	await requestRefund(tx, paymentId, reason, now);
	const [owed] = await tx
		.select({ id: refunds.id })
		.from(refunds)
		.where(and(eq(refunds.paymentId, paymentId), isNull(refunds.ticketRefundId)));
	await finishRefund(tx, (await lockRefund(tx, owed!.id))!, now);
}

/** Requests a refund, unless the provider has taken the money back itself: then no request is sent for it. */
export async function refundPayment(
	tx: Transaction,
	payment: Pick<typeof payments.$inferSelect, 'id' | 'reversedAt'>,
	reason: RefundReason,
	now: Date,
	keepsPayout = false,
): Promise<void> {
	if (payment.reversedAt === null) await requestRefund(tx, payment.id, reason, now, keepsPayout);
	else await recordReturn(tx, payment.id, now, 'REVERSED');
}

/** Abandons a refund that cannot be made, and opens a case with the attempts. */
export async function abandonRefund(
	tx: Transaction,
	{ refund, payment, order }: Locked,
	reason: ReviewReason,
	facts: CaseFacts,
	now: Date,
): Promise<void> {
	await tx.update(refunds).set({ state: 'review', wakeAt: null }).where(eq(refunds.id, refund.id));
	if (refund.ticketRefundId !== null) {
		const about = { ...facts, attempts: String(refund.attempts) };
		return reviewTicketRefund(tx, refund.ticketRefundId, reason, about, now);
	}
	await tx.update(payments).set({ state: 'review' }).where(eq(payments.id, payment.id));
	const found = { reason, paymentId: payment.id, facts: { ...facts, attempts: String(refund.attempts) } };
	if (order?.state === 'refund_due') return void (await reviewOrder(tx, order, found, now));
	await openCase(tx, found, now);
	if (order) await notifyOrder(tx, order.no, now);
}
