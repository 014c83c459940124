import { eq, inArray } from 'drizzle-orm';
import { nowOf } from '#shared/clock.ts';
import { reviewOrder } from '../cases/open-case.ts';
import { batches, batchItems, withdrawals } from '../models/batches.ts';
import { orders } from '../models/orders.ts';
import type { Transaction } from '../models/schema.ts';
import { lockOrder, moveOrder } from '../orders/move-order.ts';
import { appliedPayment } from '../payments/applied-payment.ts';
import { refundPayment } from '../payments/finish-refund.ts';
import type { RefundReason, ReviewReason } from '../reasons.ts';
import { closeStuckAlert } from './alert-stuck.ts';
import { itemsOf, untouched } from './batch-conditions.ts';
import { type FinalError, isRefund } from './batch-error-policy.ts';
import type { BatchRow, SettleDeps } from './settle-deps.ts';

/**
 * Dissolves a batch that the contract refuses for good: its orders' money goes back or waits for a person, and its
 * number is free again. Call it only if no envelope of the batch can land any more. Does nothing if another
 * worker has changed the batch since it was read.
 */
export async function dissolveBatch(deps: SettleDeps, batch: BatchRow, error: FinalError): Promise<void> {
	const note = 'The batch was dissolved: each order is refunded or has a case.';
	await dissolve(deps, batch, error, note, async (tx, no, now) => {
		if (isRefund(error) && (await refund(tx, no, error, now))) return;
		await review(tx, no, error, now);
	});
}

/** Dissolves a batch for orders that a person takes out of it, under the same condition. Its other orders are paid again. */
export async function withdrawOrders(deps: SettleDeps, batch: BatchRow): Promise<void> {
	const note = 'The batch was dissolved: a person took orders out of it.';
	await dissolve(deps, batch, 'WITHDRAWN', note, async (tx, no, now) => {
		const order = await lockOrder(tx, no);
		const [asked] = await tx.select().from(withdrawals).where(eq(withdrawals.orderNo, no));
		if (asked && (await refund(tx, no, 'DECIDED', now))) return;
		await moveOrder(tx, order, 'paid', now);
	});
}

async function dissolve(
	{ db, log, ...deps }: SettleDeps,
	batch: BatchRow,
	error: FinalError | 'WITHDRAWN',
	note: string,
	each: (tx: Transaction, orderNo: bigint, now: Date) => Promise<void>,
): Promise<void> {
	await db.transaction(async (tx) => {
		const now = nowOf(deps);
		const [gone] = await tx.delete(batches).where(untouched(batch)).returning({ seq: batches.seq });
		if (!gone) return;
		await closeStuckAlert(tx, batch, note, now);
		const items = await tx.delete(batchItems).where(itemsOf(batch)).returning({ no: batchItems.orderNo });
		for (const { no } of items) await each(tx, no, now);
		const numbers = items.map(({ no }) => no);
		await tx.delete(withdrawals).where(inArray(withdrawals.orderNo, numbers));
		const { event, lane, seq } = batch;
		log.error({ event, lane, seq, error, orders: items.length }, 'a batch was dissolved');
	});
}

async function refund(tx: Transaction, orderNo: bigint, reason: RefundReason, now: Date): Promise<boolean> {
	const payment = await appliedPayment(tx, orderNo);
	if (!payment) return false;
	await refundPayment(tx, payment, reason, now);
	return true;
}

async function review(tx: Transaction, no: bigint, reason: ReviewReason, now: Date): Promise<void> {
	const [order] = await tx.select().from(orders).where(eq(orders.no, no)).for('update');
	if (order) await reviewOrder(tx, order, { reason }, now);
}
