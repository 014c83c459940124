import { and, eq, isNotNull, or, type SQL, sql } from 'drizzle-orm';
import { orders } from '../models/orders.ts';
import { observations, payments } from '../models/payments.ts';
import type { Reader } from '../models/schema.ts';
import { due } from './cart.ts';

/**
 * Joins an order with the payments that count for it: those that buy its tickets, have its price, or are named by a
 * callback of its prompts. Anybody may pay another sum with its reference: that goes its own way and does not stop the
 * order. `reconcile/corroborated-payments.ts` draws the same line.
 */
export function isPaymentOfOrder(db: Reader): SQL {
	const named = db
		.select({ key: observations.receiptKey })
		.from(observations)
		.where(
			and(
				eq(observations.orderNo, orders.no),
				eq(observations.kind, 'callback'),
				eq(observations.code, '0'),
				isNotNull(observations.receiptKey),
			),
		);
	const counts = or(
		eq(payments.state, 'applied'),
		// Of a receipt that was divided, each part is its order's.
		isNotNull(payments.whole),
		eq(payments.amount, due),
		sql`${payments.receiptKey} IN (${named})`,
	);
	return and(eq(payments.orderNo, orders.no), counts)!;
}
