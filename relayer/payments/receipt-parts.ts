import { and, asc, eq } from 'drizzle-orm';
import { payments } from '../models/payments.ts';
import type { Reader } from '../models/schema.ts';
import type { PaymentRow } from './lock-refund.ts';

/** All payments that a receipt was divided into, the first order's first; the payment alone if it was not. */
export const receiptParts = (
	db: Reader,
	{ provider, receiptKey }: Pick<PaymentRow, 'provider' | 'receiptKey'>,
): Promise<PaymentRow[]> =>
	db
		.select()
		.from(payments)
		.where(and(eq(payments.provider, provider), eq(payments.receiptKey, receiptKey)))
		.orderBy(asc(payments.part));
