import { and, eq, inArray } from 'drizzle-orm';
import { nowOf } from '#shared/clock.ts';
import { PassaError } from '#shared/errors.ts';
import { openPushStates, pushes } from '../models/payments.ts';
import type { Transaction } from '../models/schema.ts';
import { refuseFollower } from './cart.ts';
import { type LockOrderError, lockOrder, type MoveOrderError, moveOrder } from './move-order.ts';
import type { OrderDeps } from './order-deps.ts';
import { type PushOpenError, pushOpen } from './refusals.ts';

export type CancelOrderError = LockOrderError | MoveOrderError | PushOpenError | PassaError<'ORDER_STATE'>;

/**
 * Cancels an order. A failed or expired one is left as it is. An order whose prompt has no known end, because the
 * provider's answer was lost, fails and releases its seats; money that shows up later buys the tickets or goes back.
 * Throws CancelOrderError: PUSH_OPEN while a prompt is on its way or on the phone, and ORDER_STATE once the order is paid.
 */
export async function cancelOrder(deps: OrderDeps, no: bigint): Promise<void> {
	await deps.db.transaction(async (tx) => {
		const order = await lockOrder(tx, no);
		refuseFollower(order);
		switch (order.state) {
			case 'failed':
			case 'expired':
				return;
			case 'pending':
				if (await isLost(tx, no))
					return void (await moveOrder(tx, order, 'failed', nowOf(deps), { reason: 'CANCELLED' }));
				throw pushOpen();
			default:
				throw new PassaError('ORDER_STATE', 'This order is paid: it cannot be cancelled here.', {
					status: 409,
				});
		}
	});
}

async function isLost(tx: Transaction, no: bigint): Promise<boolean> {
	const open = await tx
		.select({ state: pushes.state })
		.from(pushes)
		.where(and(eq(pushes.orderNo, no), inArray(pushes.state, [...openPushStates])))
		.for('update');
	return open.length > 0 && open.every(({ state }) => state === 'unknown');
}
