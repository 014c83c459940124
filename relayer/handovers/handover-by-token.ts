import { eq } from 'drizzle-orm';
import { PassaError } from '#shared/errors.ts';
import { type HandoverRow, handovers } from '../models/handovers.ts';
import { type OrderRow, orders } from '../models/orders.ts';
import type { Reader, Transaction } from '../models/schema.ts';
import { hashOf } from '../relayer-seal.ts';

export type HandoverByTokenError = PassaError<'HANDOVER_NOT_FOUND'>;
export type FoundHandover = { row: HandoverRow; order: OrderRow };

/** The handover that a link's token opens, with the order of its ticket. Throws HandoverByTokenError. */
export async function handoverByToken(db: Reader, token: string): Promise<FoundHandover> {
	const [found] = await db
		.select({ row: handovers, order: orders })
		.from(handovers)
		.innerJoin(orders, eq(orders.no, handovers.orderNo))
		.where(eq(handovers.tokenHash, hashOf(token)));
	if (!found) throw handoverNotFound();
	return found;
}

/** Throws HANDOVER_NOT_FOUND if the person does not hold the ticket by this handover. The order is locked. */
export async function assertHeldBy(tx: Transaction, id: string, person: string): Promise<void> {
	const [row] = await tx.select().from(handovers).where(eq(handovers.id, id));
	if (row?.state !== 'claimed' || row.claimedBy !== person) throw handoverNotFound();
}

export const handoverNotFound = (): HandoverByTokenError =>
	new PassaError('HANDOVER_NOT_FOUND', 'There is no such ticket, or this link does not open it.', {
		status: 404,
	});
