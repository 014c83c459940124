import { and, eq, isNull } from 'drizzle-orm';
import { nowOf } from '#shared/clock.ts';
import type { PassaError } from '#shared/errors.ts';
import type { Session } from '#shared/session.server.ts';
import { handovers } from '../models/handovers.ts';
import type { OrderRow } from '../models/orders.ts';
import { type LockOrderError, lockOrder } from '../orders/move-order.ts';
import { type HandoverByTokenError, handoverByToken, handoverNotFound } from './handover-by-token.ts';
import type { HandoverDeps } from './handover-deps.ts';
import { type AcceptRefusal, decideHandover, refusal } from './states.ts';

export type CancelOfferError = LockOrderError | HandoverByTokenError | PassaError<AcceptRefusal>;

type Deps = Pick<HandoverDeps, 'db' | 'clock'>;

/**
 * Takes an offer back; one that is over already stays as it is. The caller holds the order's own token. Throws
 * CancelOfferError: HANDOVER_TAKEN if somebody took the ticket first.
 */
export const cancelOffer = (deps: Deps, { no }: Pick<OrderRow, 'no'>, id: string): Promise<void> =>
	cancel(deps, no, id, null);

/** The same by the person who took a ticket and sent it on. Throws CancelOfferError. */
export async function cancelSentOn(
	deps: Deps,
	token: string,
	{ by }: Pick<Session, 'by'>,
	id: string,
): Promise<void> {
	const { row, order } = await handoverByToken(deps.db, token);
	if (row.claimedBy !== by) throw handoverNotFound();
	await cancel(deps, order.no, id, row.id);
}

/** `follows`: by which handover its sender has the ticket; null: the order's holder. */
async function cancel(deps: Deps, no: bigint, id: string, follows: string | null): Promise<void> {
	await deps.db.transaction(async (tx) => {
		await lockOrder(tx, no);
		const isSenders = follows === null ? isNull(handovers.follows) : eq(handovers.follows, follows);
		const isOne = and(eq(handovers.id, id), eq(handovers.orderNo, no), isSenders);
		const [row] = await tx.select().from(handovers).where(isOne);
		if (!row) throw handoverNotFound();
		const now = nowOf(deps);
		const decided = decideHandover(row, { do: 'cancel' }, now);
		if ('refuse' in decided) throw refusal(decided.refuse);
		if ('to' in decided) await tx.update(handovers).set({ state: decided.to, endedAt: now }).where(isOne);
	});
}
