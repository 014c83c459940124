import { randomUUID } from 'node:crypto';
import { eq, isNull, sql } from 'drizzle-orm';
import { PassaError } from '#shared/errors.ts';
import { type OrderRow, orders } from '../models/orders.ts';
import { payments, payouts, refunds } from '../models/payments.ts';
import type { Transaction } from '../models/schema.ts';
import { type LockOrderError, lockOrder, type MoveOrderError, moveOrder } from '../orders/move-order.ts';
import { notifyOrder } from '../orders/notify-order.ts';
import { isPaymentOfOrder } from '../orders/payments-of-order.ts';
import { moves } from '../orders/states.ts';
import type { RefundReason } from '../reasons.ts';
import { wakeRails } from '../wake-rails.ts';

export type RequestRefundError =
	| LockOrderError
	| MoveOrderError
	| PassaError<'PAYMENT_NOT_FOUND' | 'ORDER_STATE'>;

/** A payout that failed and is said to be paid after all keeps its id: the provider is asked, and nothing goes under another. */
const paidPayout = sql`(SELECT p.id FROM ${payouts} p WHERE p.id = ${refunds.payoutId} AND p.paid_at IS NOT NULL)`;

/**
 * Requests a refund: of a whole receipt by its reversal, of a part by a payout. A repeated request changes nothing.
 * `keepsPayout`: nobody knows what became of the last payout, so it keeps its id, which the provider takes once. If this
 * payment bought the order, the order moves to `refund_due` and releases its seats and USDC. The caller does not move
 * it. Locks the order. Throws RequestRefundError: ORDER_STATE if its tickets are issued.
 */
export async function requestRefund(
	tx: Transaction,
	paymentId: string,
	reason: RefundReason,
	now: Date,
	keepsPayout = false,
): Promise<void> {
	const [named] = await tx.select().from(payments).where(eq(payments.id, paymentId));
	if (!named) throw new PassaError('PAYMENT_NOT_FOUND', 'There is no such payment.', { status: 404 });
	const order = named.orderNo === null ? null : await lockOrder(tx, named.orderNo);
	const [payment] = await tx.select().from(payments).where(eq(payments.id, paymentId)).for('update');
	if (payment!.state === 'refund_due' || payment!.state === 'refunded') return;
	if (order?.state === 'issued' && payment!.state === 'applied')
		throw new PassaError('ORDER_STATE', 'Its tickets are issued: the payment is spent.', { status: 409 });
	await tx.update(payments).set({ state: 'refund_due' }).where(eq(payments.id, paymentId));
	const way = payment!.whole === null ? ('reversal' as const) : ('payout' as const);
	const due = { reason, way, state: 'due' as const, attempts: 0, requestId: null, wakeAt: now };
	await tx
		.insert(refunds)
		.values({ id: randomUUID(), provider: named.provider, paymentId, ...due, createdAt: now })
		.onConflictDoUpdate({
			target: refunds.paymentId,
			targetWhere: isNull(refunds.ticketRefundId),
			set: keepsPayout ? due : { ...due, payoutId: paidPayout },
		});
	if (order && (await isBoughtBy(tx, order, payment!)) && moves[order.state].includes('refund_due'))
		await moveOrder(tx, order, 'refund_due', now, { reason });
	else if (order) await notifyOrder(tx, order.no, now);
	await wakeRails(tx, 'refund');
}

/**
 * Whether the payment bought the order's tickets, or is the only one that an order under review could use. Another sum
 * that somebody paid with its reference is neither.
 */
async function isBoughtBy(
	tx: Transaction,
	order: OrderRow,
	payment: typeof payments.$inferSelect,
): Promise<boolean> {
	if (payment.state === 'applied') return true;
	if (order.state !== 'review') return false;
	const own = await tx
		.select({ id: payments.id, state: payments.state })
		.from(payments)
		.innerJoin(orders, isPaymentOfOrder(tx))
		.where(eq(orders.no, order.no));
	const others = own.filter((p) => p.id !== payment.id);
	return others.length < own.length && others.every((p) => p.state !== 'applied' && p.state !== 'review');
}
