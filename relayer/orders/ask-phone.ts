import { PassaError } from '#shared/errors.ts';
import type { OrderRow } from '../models/orders.ts';
import type { Transaction } from '../models/schema.ts';
import type { QueuePush } from './deps.ts';
import { moveOrder } from './move-order.ts';

/** Asks for the money of a held order. One that could not be settled is `failed` at once: nobody is asked to pay for it. */
export async function askPhone(
	tx: Transaction,
	queuePush: QueuePush,
	order: OrderRow,
	phone: string,
	now: Date,
): Promise<OrderRow> {
	try {
		return await queuePush(tx, order, phone, now);
	} catch (error) {
		if (!(error instanceof PassaError) || error.code !== 'TREASURY_SHORT') throw error;
		return moveOrder(tx, order, 'failed', now, { reason: error.code });
	}
}
