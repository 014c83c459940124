import { and, eq, inArray, ne, sql } from 'drizzle-orm';
import { orders } from '../models/orders.ts';
import type { Reader } from '../models/schema.ts';
import { ticketRefunds } from '../models/ticket-refunds.ts';
import type { EventRow } from '../models/tiers.ts';

export type RefundProgress = {
	event: string;
	/** Whether the event is cancelled, and each issued order has its refund already. */
	cancelled: boolean;
	opened: boolean;
	/** Refunds by where they stand. A reversal, whose payer has the money, counts too. */
	refunds: Record<RefundPlace, number>;
	/** Cents of KES, decimal: on its way, and with the payers. */
	kes: { onItsWay: string; returned: string };
	/** Orders whose money came and that have no tickets: they are issued, or their money goes back by itself. */
	unissued: number;
};

/**
 * `proposed`: a second person has to agree. `waiting`: for the chain. `needsFunding`: the event holds too little.
 * `returning`: the tickets are void, and the shillings on their way. `review`: a person decides.
 */
export type RefundPlace = (typeof refundPlaces)[number];
export const refundPlaces = [
	'proposed',
	'waiting',
	'needsFunding',
	'returning',
	'returned',
	'review',
	'withdrawn',
] as const;

/** How far an event's refunds by the fiat rail are. */
export async function refundProgress(db: Reader, event: EventRow): Promise<RefundProgress> {
	const [counted, [unissued]] = await Promise.all([
		db
			.select({
				state: ticketRefunds.state,
				isShort: sql<boolean>`coalesce(${ticketRefunds.waitsFor} = 'NEEDS_FUNDING', false)`,
				n: sql<number>`count(*)::int`,
				kes: sql<string>`coalesce(sum(${ticketRefunds.amountKes}) FILTER (WHERE ${ticketRefunds.kind} = 'refund'), 0)`,
			})
			.from(ticketRefunds)
			.where(and(eq(ticketRefunds.event, event.event), ne(ticketRefunds.kind, 'sale')))
			.groupBy(ticketRefunds.state, sql`2`),
		db
			.select({ n: sql<number>`count(*)::int` })
			.from(orders)
			.where(and(eq(orders.event, event.event), inArray(orders.state, ['paid', 'issuing', 'refund_due']))),
	]);
	const found = Object.fromEntries(refundPlaces.map((place) => [place, 0])) as Record<RefundPlace, number>;
	const kes = { onItsWay: 0n, returned: 0n };
	for (const row of counted) {
		found[placeOf(row)] += row.n;
		if (row.state === 'returned') kes.returned += BigInt(row.kes);
		else if (row.state !== 'withdrawn') kes.onItsWay += BigInt(row.kes);
	}
	return {
		event: event.event,
		cancelled: event.closed === 'CANCELLED',
		opened: event.refundsOpened,
		refunds: found,
		kes: { onItsWay: kes.onItsWay.toString(), returned: kes.returned.toString() },
		unissued: unissued!.n,
	};
}

function placeOf({
	state,
	isShort,
}: {
	state: (typeof ticketRefunds.$inferSelect)['state'];
	isShort: boolean;
}) {
	if (state === 'requested') return isShort ? 'needsFunding' : 'waiting';
	return state === 'voided' ? 'returning' : state;
}
