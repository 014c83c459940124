import { and, asc, eq, gt, inArray, isNotNull, isNull, or } from 'drizzle-orm';
import { openCase } from '../cases/open-case.ts';
import type { OrderRow } from '../models/orders.ts';
import { payments, refunds } from '../models/payments.ts';
import type { Reader, Transaction } from '../models/schema.ts';
import { lockOrder } from '../orders/move-order.ts';
import { finishRefund, recordReturn } from './finish-refund.ts';
import { lockRefund, type PaymentRow } from './lock-refund.ts';
import { receiptParts } from './receipt-parts.ts';
import { recordReversalLoss } from './record-reversal-loss.ts';

export type LockedPart = { payment: PaymentRow; order: OrderRow | null };

/** All parts of a receipt with their orders, locked: orders, then payments. */
export async function lockParts(
	tx: Transaction,
	of: Pick<PaymentRow, 'provider' | 'receiptKey'>,
): Promise<LockedPart[]> {
	const parts = await receiptParts(tx, of);
	const found = new Map<bigint, OrderRow>();
	for (const no of parts
		.flatMap(({ orderNo }) => (orderNo === null ? [] : [orderNo]))
		.toSorted((a, b) => (a < b ? -1 : 1)))
		found.set(no, await lockOrder(tx, no));
	const ids = parts.map(({ id }) => id);
	const rows = await tx
		.select()
		.from(payments)
		.where(inArray(payments.id, ids))
		.orderBy(asc(payments.part))
		.for('update');
	return rows.map((payment) => ({
		payment,
		order: payment.orderNo === null ? null : found.get(payment.orderNo)!,
	}));
}

/** Books that the provider took back a payment, or a part of one, and opens a case if that was not our own refund. */
export async function bookReversal(
	tx: Transaction,
	{ payment, order }: LockedPart,
	now: Date,
): Promise<void> {
	if (payment.reversedAt) return;
	const isPart = payment.whole !== null;
	const paidOut = isPart && (await isPaidOut(tx, payment.id));
	if (!paidOut) {
		// Our own refund is listed, too.
		if (payment.state === 'refunded') return;
		if (payment.state === 'refund_due' && !isPart) return finishOurs(tx, payment.id, now);
		if (await isOfTickets(tx, payment.id, now)) return;
	}
	const facts = { amount: payment.amount.toString(), order: order?.reference ?? '–' };
	const isSpent = payment.state === 'applied' && (order?.state === 'issued' || order?.state === 'issuing');
	if (paidOut || isSpent) await recordReversalLoss(tx, payment, now);
	else if (payment.state === 'refund_due') await finishOurs(tx, payment.id, now);
	else await recordReturn(tx, payment.id, now, 'REVERSED');
	await openCase(tx, { reason: 'MONEY_REVERSED', paymentId: payment.id, facts }, now);
}

/** Whether a part of a receipt was, or may have been, sent to its payer: then a reversal of the receipt returns it twice. */
async function isPaidOut(tx: Transaction, paymentId: string): Promise<boolean> {
	const [sent] = await refundsOf(tx, paymentId, gt(refunds.attempts, 0));
	return sent !== undefined;
}

/** Our own reversal of issued tickets is listed, too: it ends the refund that waits for its result. */
async function isOfTickets(tx: Transaction, paymentId: string, now: Date): Promise<boolean> {
	const reversing = and(
		eq(refunds.paymentId, paymentId),
		isNotNull(refunds.ticketRefundId),
		or(inArray(refunds.way, ['reversal', 'checking']), isNotNull(refunds.reversalPaidAt)),
		gt(refunds.attempts, 0),
	);
	const [own] = await tx.select({ id: refunds.id }).from(refunds).where(reversing);
	const locked = own && (await lockRefund(tx, own.id));
	if (locked && locked.refund.state !== 'done') await finishRefund(tx, locked, now);
	return locked !== undefined;
}

async function finishOurs(tx: Transaction, paymentId: string, now: Date): Promise<void> {
	const [owed] = await refundsOf(tx, paymentId);
	const locked = owed && (await lockRefund(tx, owed.id));
	if (locked && locked.refund.state !== 'done') await finishRefund(tx, locked, now);
}

const refundsOf = (db: Reader, paymentId: string, also?: ReturnType<typeof gt>) =>
	db
		.select({ id: refunds.id })
		.from(refunds)
		.where(and(eq(refunds.paymentId, paymentId), isNull(refunds.ticketRefundId), also));
