import { eq } from 'drizzle-orm';
import type { OrderRow } from '../models/orders.ts';
import { payments, refunds } from '../models/payments.ts';
import type { Transaction } from '../models/schema.ts';
import { lockOrder } from '../orders/move-order.ts';

export type RefundRow = typeof refunds.$inferSelect;
export type PaymentRow = typeof payments.$inferSelect;
export type Locked = { refund: RefundRow; payment: PaymentRow; order: OrderRow | null };

/** What a refund gives back: the whole payment, or what some of its tickets cost. Cents of KES. */
export const amountOf = ({ refund, payment }: Pick<Locked, 'refund' | 'payment'>): bigint =>
	refund.amount ?? payment.amount;

/** A refund with its payment and order, locked (README, Locks). */
export async function lockRefund(tx: Transaction, id: string): Promise<Locked | null> {
	const [named] = await tx
		.select({ paymentId: payments.id, orderNo: payments.orderNo })
		.from(refunds)
		.innerJoin(payments, eq(payments.id, refunds.paymentId))
		.where(eq(refunds.id, id));
	if (!named) return null;
	const order = named.orderNo === null ? null : await lockOrder(tx, named.orderNo);
	const [payment] = await tx.select().from(payments).where(eq(payments.id, named.paymentId)).for('update');
	const [refund] = await tx.select().from(refunds).where(eq(refunds.id, id)).for('update');
	return { refund: refund!, payment: payment!, order };
}
