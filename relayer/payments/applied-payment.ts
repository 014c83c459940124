import { and, eq } from 'drizzle-orm';
import { PassaError } from '#shared/errors.ts';
import { payments } from '../models/payments.ts';
import type { Reader } from '../models/schema.ts';
import type { PaymentRow } from './lock-refund.ts';

export type KeptPaymentError = PassaError<'MONEY_REVERSED'>;

/** The payment that bought an order's tickets; null if none did. */
export async function appliedPayment(db: Reader, orderNo: bigint): Promise<PaymentRow | null> {
	const [payment] = await db
		.select()
		.from(payments)
		.where(and(eq(payments.orderNo, orderNo), eq(payments.state, 'applied')));
	return payment ?? null;
}

/** The same, where its money is here. Throws KeptPaymentError. */
export async function keptPayment(db: Reader, orderNo: bigint): Promise<PaymentRow> {
	const payment = await appliedPayment(db, orderNo);
	if (payment && payment.reversedAt === null) return payment;
	throw new PassaError('MONEY_REVERSED', 'The provider took this payment back.', { status: 409 });
}
