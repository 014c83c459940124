import { desc, eq } from 'drizzle-orm';
import { orders } from '../models/orders.ts';
import { payments, pushes } from '../models/payments.ts';
import type { Transaction } from '../models/schema.ts';
import { referenceOf } from '../reconcile/import-statement.ts';
import { recordObservation, wakePush } from '../reconcile/observations.ts';
import { nowOf, type RailsDeps } from './deps.ts';
import type { C2bConfirmation, StkCallback } from './mpesa/callback.ts';

/**
 * Stores a callback for the push that its address names, and has it looked at. One that speaks of another push is kept,
 * and believed by nobody.
 */
export async function recordCallback(
	deps: RailsDeps,
	pushId: string,
	callback: StkCallback,
	body: string,
): Promise<void> {
	const { checkoutRequestId: checkout, resultCode: code, resultDesc: text, receipt, amount } = callback;
	const now = nowOf(deps);
	await deps.db.transaction(async (tx) => {
		const [push] = await tx.select().from(pushes).where(eq(pushes.id, pushId));
		if (!push) return deps.log.warn('a callback names no push of ours');
		const known = push.checkoutRequestId === null || push.checkoutRequestId === checkout;
		await recordObservation(tx, deps.seal, {
			kind: known ? 'callback' : 'unknown-callback',
			pushId,
			orderNo: push.orderNo,
			code,
			amount,
			message: { body, checkout, text, ...(receipt === null ? {} : { receipt }) },
			at: now,
		});
		if (known) await wakePush(tx, pushId, now);
		else deps.log.warn({ order: push.orderNo.toString() }, 'a callback speaks of another push');
	});
	deps.step?.('callback stored');
}

/** Stores a confirmation for the order that it names. Of another it is kept too: Pull will show whether it is true. */
export async function recordNotice(deps: RailsDeps, payment: C2bConfirmation, body: string): Promise<void> {
	const now = nowOf(deps);
	await deps.db.transaction(async (tx) => {
		const [order] = await tx
			.select({ no: orders.no })
			.from(orders)
			.where(eq(orders.reference, referenceOf(payment)));
		await recordObservation(tx, deps.seal, {
			kind: 'c2b',
			pushId: null,
			orderNo: order?.no ?? null,
			code: null,
			amount: payment.amount,
			message: { body, receipt: payment.receipt },
			at: now,
		});
		if (order && !(await isRecorded(tx, deps, payment.receipt))) await wakeNewest(tx, order.no, now);
	});
	deps.step?.('confirmation stored');
}

async function isRecorded(tx: Transaction, { seal }: RailsDeps, receipt: string): Promise<boolean> {
	const key = seal.keyOf('receipt', receipt);
	const rows = await tx.select({ id: payments.id }).from(payments).where(eq(payments.receiptKey, key));
	return rows.length > 0;
}

async function wakeNewest(tx: Transaction, orderNo: bigint, now: Date): Promise<void> {
	const [newest] = await tx
		.select({ id: pushes.id })
		.from(pushes)
		.where(eq(pushes.orderNo, orderNo))
		.orderBy(desc(pushes.createdAt))
		.limit(1);
	if (newest) await wakePush(tx, newest.id, now);
}
