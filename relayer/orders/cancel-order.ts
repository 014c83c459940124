import { PassaError } from '#shared/errors.ts';
import { type LockOrderError, lockOrder } from './move-order.ts';
import type { OrderDeps } from './order-deps.ts';
import { type PushOpenError, pushOpen } from './refusals.ts';

export type CancelOrderError = LockOrderError | PushOpenError | PassaError<'ORDER_STATE'>;

/**
 * A failed or expired order is cancelled already. Throws CancelOrderError: PUSH_OPEN while a prompt is open, since money
 * may be on its way, and ORDER_STATE once the order is paid.
 */
export async function cancelOrder(deps: OrderDeps, no: bigint): Promise<void> {
	await deps.db.transaction(async (tx) => {
		const order = await lockOrder(tx, no);
		switch (order.state) {
			case 'failed':
			case 'expired':
				return;
			case 'pending':
				throw pushOpen();
			default:
				throw new PassaError('ORDER_STATE', 'This order is paid: it cannot be cancelled here.', {
					status: 409,
				});
		}
	});
}
