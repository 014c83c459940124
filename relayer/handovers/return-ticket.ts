import { eq } from 'drizzle-orm';
import { nowOf } from '#shared/clock.ts';
import type { PassaError } from '#shared/errors.ts';
import type { Session } from '#shared/session.server.ts';
import { handovers } from '../models/handovers.ts';
import { type LockOrderError, lockOrder } from '../orders/move-order.ts';
import { type HandoverByTokenError, handoverByToken } from './handover-by-token.ts';
import type { HandoverDeps } from './handover-deps.ts';
import { assertNotMoving, assertNotSentOn, type TicketFreeError } from './handover-guards.ts';
import { type AcceptRefusal, decideHandover, refusal } from './states.ts';

export type ReturnTicketError =
	| HandoverByTokenError
	| LockOrderError
	| TicketFreeError
	| PassaError<AcceptRefusal>;

/**
 * The receiver gives a ticket back to its sender, also after the freeze: so the payer may have it refunded. Repeating it
 * changes nothing. Throws ReturnTicketError; nothing has changed then.
 */
export async function returnTicket(
	deps: Pick<HandoverDeps, 'db' | 'clock'>,
	token: string,
	{ by }: Pick<Session, 'by'>,
): Promise<void> {
	const { row, order } = await handoverByToken(deps.db, token);
	await deps.db.transaction(async (tx) => {
		await lockOrder(tx, order.no);
		const isRow = eq(handovers.id, row.id);
		const [latest] = await tx.select().from(handovers).where(isRow);
		const decided = decideHandover(latest!, { do: 'return', by }, nowOf(deps));
		if ('refuse' in decided) throw refusal(decided.refuse);
		if ('same' in decided) return;
		await assertNotSentOn(tx, row.id);
		await assertNotMoving(tx, order.no, 1 << row.index);
		await tx
			.update(handovers)
			.set({ state: decided.to, endedAt: nowOf(deps) })
			.where(isRow);
		if (row.follows !== null)
			await tx.update(handovers).set({ state: 'claimed' }).where(eq(handovers.id, row.follows));
	});
}
