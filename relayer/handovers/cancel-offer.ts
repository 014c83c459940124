import { and, eq } from 'drizzle-orm';
import type { PassaError } from '#shared/errors.ts';
import { handovers } from '../models/handovers.ts';
import type { OrderRow } from '../models/orders.ts';
import { type LockOrderError, lockOrder } from '../orders/move-order.ts';
import { nowOf } from '../orders/order-deps.ts';
import { type HandoverByTokenError, handoverNotFound } from './handover-by-token.ts';
import type { HandoverDeps } from './handover-deps.ts';
import { type ClaimRefusal, decideHandover, refusal } from './states.ts';

export type CancelOfferError = LockOrderError | HandoverByTokenError | PassaError<ClaimRefusal>;

/**
 * Takes an offer back; one that is over already stays as it is. The caller holds the order's own token. Throws
 * CancelOfferError: HANDOVER_TAKEN where somebody took the ticket first.
 */
export async function cancelOffer(
	deps: Pick<HandoverDeps, 'db' | 'clock'>,
	order: OrderRow,
	id: string,
): Promise<void> {
	await deps.db.transaction(async (tx) => {
		await lockOrder(tx, order.no);
		const isOne = and(eq(handovers.id, id), eq(handovers.orderNo, order.no));
		const [row] = await tx.select().from(handovers).where(isOne);
		if (!row) throw handoverNotFound();
		const now = nowOf(deps);
		const decided = decideHandover(row, { do: 'cancel' }, now);
		if ('refuse' in decided) throw refusal(decided.refuse);
		if ('to' in decided) await tx.update(handovers).set({ state: decided.to, endedAt: now }).where(isOne);
	});
}
