import { PassaError } from '#shared/errors.ts';
import type { OrderRow } from '../models/orders.ts';
import type { Transaction } from '../models/schema.ts';
import type { ReserveUsdcError } from '../treasury/usdc.ts';
import type { Asker } from './asker.ts';
import { moveOrder } from './move-order.ts';
import { type AskDeps, type QueuePushError, queuePush } from './queue-push.ts';

export type PromptPhoneError = Exclude<QueuePushError, ReserveUsdcError>;

/**
 * Queues a push for a held order. Where the treasury is short, the order fails immediately and no phone is asked. Throws
 * PromptPhoneError.
 */
export async function promptPhone(
	tx: Transaction,
	deps: AskDeps,
	order: OrderRow,
	ask: { phone: string; by: Asker },
	now: Date,
): Promise<OrderRow> {
	try {
		return await queuePush(tx, deps, order, ask, now);
	} catch (error) {
		if (!(error instanceof PassaError) || error.code !== 'TREASURY_SHORT') throw error;
		return moveOrder(tx, order, 'failed', now, { reason: error.code });
	}
}
