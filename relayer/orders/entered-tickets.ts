import { and, eq } from 'drizzle-orm';
import { maskOf } from '#shared/contract/ticket-mask.ts';
import { gateEntries } from '../models/entries.ts';
import type { Reader } from '../models/schema.ts';

/**
 * The tickets of an order on chain that a gate let in, as a mask. The ledger shows them as used only once their check-in is
 * there: a person who is in does not give the ticket back, sell it or send it on meanwhile.
 */
export async function enteredMask(db: Reader, event: string, chainOrder: bigint): Promise<number> {
	const entered = await db
		.select({ index: gateEntries.index })
		.from(gateEntries)
		.where(and(eq(gateEntries.event, event), eq(gateEntries.chainOrder, chainOrder)));
	return maskOf(entered.map(({ index }) => index));
}
