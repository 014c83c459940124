import { PassaError } from '#shared/errors.ts';
import type { OrderDeps } from './deps.ts';
import { lockOrder } from './move-order.ts';
import { pushOpen } from './refusals.ts';

/**
 * A failed or expired order is cancelled already. Throws PUSH_OPEN while a prompt is open, since money may be on its
 * way, and ORDER_STATE once the order is paid.
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
