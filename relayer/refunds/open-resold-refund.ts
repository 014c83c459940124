import { and, eq, inArray } from 'drizzle-orm';
import { ticketId } from '#shared/chain/state/ids.ts';
import { indexesOf } from '#shared/contract/ticket-mask.ts';
import { resoldRefunds } from '../models/resold-refunds.ts';
import type { Transaction } from '../models/schema.ts';
import { type TicketRefundRow, ticketRefunds } from '../models/ticket-refunds.ts';
import type { RefundReading } from './read-refund-facts.ts';

type Of = Pick<TicketRefundRow, 'orderNo' | 'event' | 'chainOrder' | 'mask'>;

/**
 * Of a cancelled event the treasury gets a sold ticket's money, and owes it to the last buyer. Opens what
 * `pay-resold-refund.ts` pays; the chain then shows whether the last buyer has a wallet.
 */
export async function openResoldRefund(
	tx: Transaction,
	{ mask, ...of }: Of,
	{ cancelled, tickets }: RefundReading['facts'],
	now: Date,
): Promise<void> {
	if (!cancelled) return;
	const sold = indexesOf(mask).filter((i) => tickets[i]?.ours && tickets[i].soldOn);
	await open(tx, of, sold, now);
}

/** The same of the tickets that holders without a wallet sold, or offer: those are in no refund. */
export async function openResoldRefundsOfSales(tx: Transaction, event: string, now: Date): Promise<void> {
	const sales = await tx
		.select()
		.from(ticketRefunds)
		.where(
			and(
				eq(ticketRefunds.event, event),
				eq(ticketRefunds.kind, 'sale'),
				inArray(ticketRefunds.state, ['requested', 'voided', 'returned', 'review']),
			),
		);
	for (const { mask, ...of } of sales) await open(tx, of, indexesOf(mask), now);
}

async function open(
	tx: Transaction,
	{ orderNo, event, chainOrder }: Omit<Of, 'mask'>,
	places: number[],
	now: Date,
): Promise<void> {
	if (places.length === 0) return;
	const rows = places.map((i) => ({ event, ticket: ticketId(chainOrder, i), orderNo }));
	await tx
		.insert(resoldRefunds)
		.values(rows.map((row) => ({ ...row, state: 'requested' as const, wakeAt: now, createdAt: now })))
		.onConflictDoNothing();
}
