import { and, desc, eq } from 'drizzle-orm';
import { orders } from '../models/orders.ts';
import { payments, pushes } from '../models/payments.ts';
import type { Transaction } from '../models/schema.ts';
import { referenceOf } from '../orders/reference.ts';
import { recordObservation, wakePush } from '../reconcile/observations.ts';
import { nowOf } from '../reconcile/reconcile-deps.ts';
import type { PaymentNotice, PushCallback } from './inbox.ts';
import type { RailsDeps } from './rails-deps.ts';

/**
 * Records a callback for the push that its address names, and makes the push due. A callback that names another push is
 * kept as evidence and moves nothing.
 */
export async function recordCallback(
	deps: RailsDeps,
	pushId: string,
	callback: PushCallback,
	body: string,
): Promise<void> {
	const { requestId: checkout, code, text, receipt, amount } = callback;
	const { provider } = deps.rail;
	const now = nowOf(deps);
	await deps.db.transaction(async (tx) => {
		const [push] = await tx
			.select()
			.from(pushes)
			.where(and(eq(pushes.id, pushId), eq(pushes.provider, provider)));
		if (!push) return deps.log.warn('a callback names no push of ours');
		const known = push.requestId === null || push.requestId === checkout;
		await recordObservation(tx, deps.seal, {
			provider,
			kind: known ? 'callback' : 'unknown-callback',
			pushId,
			orderNo: push.orderNo,
			code,
			amount,
			message: { body, checkout, text, ...(receipt === null ? {} : { receipt }) },
			at: now,
		});
		if (known) await wakePush(tx, pushId, now);
		else deps.log.warn({ order: push.orderNo.toString() }, 'a callback names another push');
	});
	deps.step?.('callback stored');
}

/** Records a notice for the order that it names. A notice without an order is kept too: the statement has its payment. */
export async function recordNotice(deps: RailsDeps, notice: PaymentNotice, body: string): Promise<void> {
	const now = nowOf(deps);
	const { provider } = deps.rail;
	await deps.db.transaction(async (tx) => {
		const [order] = await tx
			.select({ no: orders.no })
			.from(orders)
			.where(and(eq(orders.reference, referenceOf(notice)), eq(orders.provider, provider)));
		await recordObservation(tx, deps.seal, {
			provider,
			kind: 'notice',
			pushId: null,
			orderNo: order?.no ?? null,
			code: null,
			amount: notice.amount,
			message: { body, receipt: notice.receipt },
			at: now,
		});
		if (order && !(await isRecorded(tx, deps, notice.receipt))) await wakeNewest(tx, order.no, now);
	});
	deps.step?.('notice stored');
}

async function isRecorded(tx: Transaction, { seal, rail }: RailsDeps, receipt: string): Promise<boolean> {
	const key = seal.keyOf('receipt', receipt);
	const rows = await tx
		.select({ id: payments.id })
		.from(payments)
		.where(and(eq(payments.provider, rail.provider), eq(payments.receiptKey, key)));
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
