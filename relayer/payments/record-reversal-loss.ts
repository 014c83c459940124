import { eq } from 'drizzle-orm';
import { payments } from '../models/payments.ts';
import type { Transaction } from '../models/schema.ts';
import { post, reversed } from './journal.ts';
import { wakeCustodySales } from './wake-custody-sales.ts';

/**
 * Books that the provider took back a payment whose tickets are issued, or on their way: a loss until the contract gives
 * back what they cost. `refunds/open-due-refunds.ts` takes the unused ones back.
 */
export async function recordReversalLoss(
	tx: Transaction,
	payment: typeof payments.$inferSelect,
	now: Date,
): Promise<void> {
	await tx.update(payments).set({ reversedAt: now }).where(eq(payments.id, payment.id));
	const entry = { kind: 'reversed' as const, subject: payment.id, orderNo: payment.orderNo, at: now };
	await post(tx, entry, reversed(payment.provider, payment.amount));
	if (payment.orderNo !== null) await wakeCustodySales(tx, { orderNo: payment.orderNo }, now);
}
