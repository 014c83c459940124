import { and, eq, inArray, ne } from 'drizzle-orm';
import { ticketId } from '#shared/chain/state/ids.ts';
import { indexesOf } from '#shared/contract/ticket-mask.ts';
import { openCase } from '../cases/open-case.ts';
import { orders } from '../models/orders.ts';
import type { Transaction } from '../models/schema.ts';
import { type TicketRefundRow, ticketRefunds } from '../models/ticket-refunds.ts';
import type { RefundReading } from './read-refund-facts.ts';

type Of = Pick<TicketRefundRow, 'orderNo' | 'event' | 'chainOrder'>;

/**
 * Of a cancelled event the treasury gets a sold ticket's money, and owes it to the last buyer: by that buyer's own order where
 * they paid here, else a person pays.
 */
export async function flagSoldOn(
	tx: Transaction,
	{ mask, ...of }: Of & Pick<TicketRefundRow, 'mask'>,
	{ cancelled, tickets }: RefundReading['facts'],
	now: Date,
): Promise<void> {
	if (cancelled)
		await flag(
			tx,
			of,
			indexesOf(mask).filter((i) => tickets[i]?.ours && tickets[i].soldOn),
			now,
		);
}

/** The same of the tickets that holders without a wallet sold: those are in no refund. */
export async function flagSales(tx: Transaction, event: string, now: Date): Promise<void> {
	const sold = await tx
		.select()
		.from(ticketRefunds)
		.where(
			and(
				eq(ticketRefunds.event, event),
				eq(ticketRefunds.kind, 'sale'),
				inArray(ticketRefunds.state, ['voided', 'returned', 'review']),
			),
		);
	for (const { orderNo, chainOrder } of sold.filter((row, i) => firstOf(sold, row) === i))
		await flag(tx, { orderNo, event, chainOrder }, placesOf(sold, orderNo), now);
}

const firstOf = (rows: TicketRefundRow[], { orderNo }: TicketRefundRow): number =>
	rows.findIndex((each) => each.orderNo === orderNo);
const placesOf = (rows: TicketRefundRow[], no: bigint): number[] =>
	rows.filter(({ orderNo }) => orderNo === no).flatMap(({ mask }) => indexesOf(mask));

async function flag(
	tx: Transaction,
	{ orderNo, event, chainOrder }: Of,
	places: number[],
	now: Date,
): Promise<void> {
	if (places.length === 0) return;
	const ids = places.map((i) => ticketId(chainOrder, i));
	// A later buyer of ours who sold it on again has a flag of their own.
	const isOurs = and(
		eq(orders.event, event),
		inArray(orders.listing, ids),
		eq(orders.state, 'issued'),
		ne(orders.no, orderNo),
	);
	const missing = places.length - (await tx.$count(orders, isOurs));
	if (missing <= 0) return;
	const facts = { code: 'TICKET_SOLD_ON', missing: String(missing) };
	await openCase(tx, { reason: 'REFUND_NOT_ON_CHAIN', orderNo, facts }, now);
}
