import { and, eq, inArray } from 'drizzle-orm';
import { gateTickets } from '../models/gates.ts';
import type { Transaction } from '../models/schema.ts';

/**
 * Something happened to tickets of these orders on chain, or to all of the event (null): what gates know of them is
 * read again.
 */
export async function markGateTickets(
	tx: Transaction,
	event: string,
	orders: readonly bigint[] | null,
	ledger: number,
): Promise<void> {
	if (orders?.length === 0) return;
	await tx
		.update(gateTickets)
		.set({ changedLedger: ledger })
		.where(
			and(
				eq(gateTickets.event, event),
				orders === null ? undefined : inArray(gateTickets.chainOrder, [...orders]),
			),
		);
}
