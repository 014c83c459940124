import { and, asc, eq, inArray, ne } from 'drizzle-orm';
import { orderOf, ticketId } from '#shared/chain/state/ids.ts';
import { orders } from '../models/orders.ts';
import { type ResoldRefundRow, resoldRefunds } from '../models/resold-refunds.ts';
import { type ResoldRefundPart, readParts } from './part-of-resold-refund.ts';
import type { RequestDeps } from './request-ticket-refund.ts';

const mostTickets = 32;

/** Where the money of a ticket is that a wallet bought last. `amountUsdc`: stroops; null before the ticket is void. */
export type ResoldRefundView = {
	index: number;
	/** The wallet that gets it; null before the ticket is void. */
	owner: string | null;
	state: Exclude<ResoldRefundRow['state'], 'withdrawn'>;
	amountUsdc: string | null;
	/** Why it waits: a stable code. */
	waitsFor: string | null;
	/** The payment to the wallet. */
	txHash: string | null;
	/** What of it the wallet could have now, where the event holds too little. */
	part: ResoldRefundPart | null;
};

/** Of a cancelled event: what the treasury owes to wallets that bought tickets of this order last, or has paid them. */
export async function resoldRefundsOfOrder(
	{ db, chain }: Pick<RequestDeps, 'db' | 'chain'>,
	event: string,
	order: bigint,
): Promise<ResoldRefundView[]> {
	const ids = Array.from({ length: mostTickets }, (_, i) => ticketId(order, i));
	const rows = await db
		.select()
		.from(resoldRefunds)
		.where(
			and(
				eq(resoldRefunds.event, event),
				inArray(resoldRefunds.ticket, ids),
				ne(resoldRefunds.state, 'withdrawn'),
			),
		)
		.orderBy(asc(resoldRefunds.ticket));
	const [bought] = rows.slice(0, 1);
	const [of] = bought ? await db.select().from(orders).where(eq(orders.no, bought.orderNo)) : [];
	const parts = of ? await readParts({ chain }, event, of.tier, rows) : new Map<bigint, null>();
	return rows.map(({ ticket, owner, state, paidUsdc, waitsFor, paymentHash }) => ({
		index: orderOf(ticket).index,
		owner,
		state: state as ResoldRefundView['state'],
		amountUsdc: paidUsdc?.toString() ?? null,
		waitsFor,
		txHash: state === 'paid' ? paymentHash : null,
		part: parts.get(ticket) ?? null,
	}));
}
