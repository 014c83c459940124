import { PassaError } from '#shared/errors.ts';
import { nowOf, type OrderDeps } from './deps.ts';
import { lockOrder, moveOrder } from './move-order.ts';
import { pushOpen } from './queue-push.ts';

/** Releases a hold early, where no money can be on its way. */
export async function cancelOrder(deps: OrderDeps, no: bigint): Promise<void> {
	await deps.db.transaction(async (tx) => {
		const order = await lockOrder(tx, no);
		switch (order.state) {
			case 'failed':
			case 'expired':
				return;
			case 'held':
				await moveOrder(tx, order, 'failed', nowOf(deps), { reason: 'CANCELLED' });
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
