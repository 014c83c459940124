import { and, eq } from 'drizzle-orm';
import { reviewOrder } from '../cases/open-case.ts';
import { batches, batchItems } from '../models/batches.ts';
import { orders } from '../models/orders.ts';
import { payments } from '../models/payments.ts';
import type { Transaction } from '../models/schema.ts';
import { requestRefund } from '../payments/request-refund.ts';
import type { RefundReason, ReviewReason } from '../reasons.ts';
import { closeStuckAlert } from './alert-stuck.ts';
import { type FinalError, isRefund } from './batch-error-policy.ts';
import { itemsOf, untouched } from './batch-rows.ts';
import { type BatchRow, nowOf, type SettleDeps } from './settle-deps.ts';

/**
 * Dissolves a batch that the contract refuses for good: its orders' money goes back or waits for a person, and its
 * number is free again. Call it only where no envelope of the batch can land any more. Does nothing where another
 * worker has changed the batch since it was read.
 */
export async function dissolveBatch(deps: SettleDeps, batch: BatchRow, error: FinalError): Promise<void> {
	const { db, log } = deps;
	await db.transaction(async (tx) => {
		const now = nowOf(deps);
		const [gone] = await tx.delete(batches).where(untouched(batch)).returning({ seq: batches.seq });
		if (!gone) return;
		await closeStuckAlert(tx, batch, 'The batch was dissolved: each order is refunded or has a case.', now);
		const items = await tx.delete(batchItems).where(itemsOf(batch)).returning({ no: batchItems.orderNo });
		for (const { no } of items) {
			if (isRefund(error) && (await refund(tx, no, error, now))) continue;
			await review(tx, no, error, now);
		}
		const { event, lane, seq } = batch;
		log.error({ event, lane, seq, error, orders: items.length }, 'a batch was dissolved');
	});
}

async function refund(tx: Transaction, orderNo: bigint, reason: RefundReason, now: Date): Promise<boolean> {
	const [payment] = await tx
		.select({ id: payments.id })
		.from(payments)
		.where(and(eq(payments.orderNo, orderNo), eq(payments.state, 'applied')));
	if (!payment) return false;
	await requestRefund(tx, payment.id, reason, now);
	return true;
}

async function review(tx: Transaction, no: bigint, reason: ReviewReason, now: Date): Promise<void> {
	const [order] = await tx.select().from(orders).where(eq(orders.no, no)).for('update');
	if (order) await reviewOrder(tx, order, { reason }, now);
}
