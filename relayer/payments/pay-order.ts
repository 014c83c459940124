import { randomUUID } from 'node:crypto';
import { eq } from 'drizzle-orm';
import type { OrderRow } from '../models/orders.ts';
import { payments } from '../models/payments.ts';
import type { Transaction } from '../models/schema.ts';
import { lockFollowers } from '../orders/cart.ts';
import { type MoveOrderError, moveOrder } from '../orders/move-order.ts';
import { divide } from './divide.ts';

export type PayOrderError = MoveOrderError;

/**
 * Money pays for a locked order, and for those that follow it: the receipt is divided into a payment for each, and from
 * here on each ends for itself, in tickets, a refund or a case. Throws PayOrderError.
 */
export async function payOrder(
	tx: Transaction,
	order: OrderRow,
	paymentId: string,
	now: Date,
): Promise<OrderRow> {
	const followers = await lockFollowers(tx, order);
	const moved = await moveOrder(tx, order, 'paid', now, { reason: null });
	if (followers.length === 0) return moved;
	const [payment] = await tx.select().from(payments).where(eq(payments.id, paymentId)).for('update');
	const { id: _, ...whole } = payment!;
	const prices = [order, ...followers].map(({ amountKes }) => amountKes);
	const [first, ...others] = divide(whole.amount, prices);
	await tx.update(payments).set({ amount: first!, whole: whole.amount }).where(eq(payments.id, paymentId));
	await tx.insert(payments).values(
		followers.map(({ no }, i) => ({
			...whole,
			...{ id: randomUUID(), orderNo: no, part: i + 1, amount: others[i]!, whole: whole.amount },
		})),
	);
	return moved;
}
