import { eq } from 'drizzle-orm';
import { orders, type State } from '../models/orders.ts';
import type { RailsDeps } from './deps.ts';
import type { C2bConfirmation } from './mpesa/callback.ts';
import { referenceOf } from './take-rows.ts';

export type Answer = { ResultCode: string; ResultDesc: string };

const waiting: readonly State[] = ['held', 'pending', 'failed', 'expired'];

/** Before somebody's own payment is taken: one for nothing that we sell, or not the price of it, is turned away. */
export async function validate({ db }: Pick<RailsDeps, 'db'>, payment: C2bConfirmation): Promise<Answer> {
	const [order] = await db
		.select({ amount: orders.amountKes, state: orders.state })
		.from(orders)
		.where(eq(orders.reference, referenceOf(payment)));
	if (!order) return { ResultCode: 'C2B00012', ResultDesc: 'Invalid Account Number' };
	if (order.amount !== payment.amount) return { ResultCode: 'C2B00013', ResultDesc: 'Invalid Amount' };
	if (!waiting.includes(order.state)) return { ResultCode: 'C2B00016', ResultDesc: 'Paid already' };
	return { ResultCode: '0', ResultDesc: 'Accepted' };
}
