import { and, eq, inArray } from 'drizzle-orm';
import { ticketId } from '#shared/chain/state/ids.ts';
import { indexesOf } from '#shared/contract/ticket-mask.ts';
import { openCase } from '../cases/open-case.ts';
import { orders } from '../models/orders.ts';
import type { Transaction } from '../models/schema.ts';
import type { TicketRefundRow } from '../models/ticket-refunds.ts';
import type { RefundReading } from './read-refund-facts.ts';

/**
 * Of a cancelled event the treasury gets a sold ticket's money, and owes it to the last buyer: by that buyer's own order where
 * they paid here, else a person pays.
 */
export async function flagSoldOn(
	tx: Transaction,
	{ orderNo, mask, event, chainOrder }: TicketRefundRow,
	{ cancelled, tickets }: RefundReading['facts'],
	now: Date,
): Promise<void> {
	const sold = indexesOf(mask).filter((i) => tickets[i]?.ours && tickets[i].soldOn);
	if (!cancelled || sold.length === 0) return;
	const ids = sold.map((i) => ticketId(chainOrder, i));
	const isOurs = and(eq(orders.event, event), inArray(orders.listing, ids), eq(orders.state, 'issued'));
	const missing = sold.length - (await tx.$count(orders, isOurs));
	if (missing <= 0) return;
	const facts = { code: 'TICKET_SOLD_ON', missing: String(missing) };
	await openCase(tx, { reason: 'REFUND_NOT_ON_CHAIN', orderNo, facts }, now);
}
