import { z } from '@hono/zod-openapi';
import { and, eq, gte, isNull, ne, type SQL, sql } from 'drizzle-orm';
import { cash } from '#shared/contract/accounting.ts';
import { supports } from '#shared/contract/supports.ts';
import { isoOfSeconds } from '#shared/iso-time.ts';
import { booksOf, eventParts } from '../models/event-parts.ts';
import type { EventRow } from '../models/events.ts';
import { orders } from '../models/orders-table.ts';
import { refunds } from '../models/refunds.ts';
import type { Reader } from '../models/schema.ts';
import { tickets } from '../models/tickets.ts';
import { tiers } from '../models/tiers.ts';
import { isoTime, stroopsText } from './json-values.ts';

const countedSchema = z
	.object({
		tickets: z.int(),
		amount: stroopsText,
		face: z
			.string()
			.nullable()
			.openapi({ description: 'their face price in cents of KES; null where one is priced in dollars' }),
	})
	.openapi('CountedTickets');
const railSchema = z.object({
	open: countedSchema.openapi({ description: 'paid tickets that stand, at their price' }),
	done: countedSchema.openapi({ description: 'given back since the cancel, and what was paid for them' }),
});

export const refundProgressSchema = z
	.object({
		cancelledAt: isoTime.nullable(),
		wallet: railSchema.openapi({ description: 'the money goes to the payer’s wallet' }),
		fiat: railSchema.openapi({ description: 'it goes to the treasury, which pays the phone or bank' }),
		complimentary: z.int().openapi({ description: 'tickets that stand and nobody paid for' }),
		missing: stroopsText.openapi({
			description: 'what the organizer must put in before all open tickets get their whole price',
		}),
		owed: stroopsText.openapi({ description: 'refunds among others that their receiver has to fetch' }),
	})
	.openapi('RefundProgress');

export type RefundProgress = z.infer<typeof refundProgressSchema>;

type Counted = z.infer<typeof countedSchema>;
type ByRail = { wallet: Counted; fiat: Counted };

const nothing: Counted = { tickets: 0, amount: '0', face: '0' };

/** How far an event's buyers have their money back; before a cancel, what a cancel would give back. */
export async function refundProgress(db: Reader, row: EventRow): Promise<RefundProgress> {
	const [parts] = await eventParts(db, [row.no]);
	const open = await standing(db, row);
	const done = row.cancelledAt > 0n ? await refundedSince(db, row) : { wallet: nothing, fiat: nothing };
	const missing = row.refundable - cash(booksOf(parts!));
	return {
		cancelledAt: row.cancelledAt > 0n ? isoOfSeconds(row.cancelledAt) : null,
		wallet: { open: open.wallet, done: done.wallet },
		fiat: { open: open.fiat, done: done.fiat },
		complimentary: row.complimentary,
		missing: String(missing > 0n ? missing : 0n),
		owed: String(row.owed),
	};
}

const byRail = (rows: (Counted & { fiat: boolean })[]): ByRail => {
	const of = (fiat: boolean): Counted => {
		const found = rows.find((each) => each.fiat === fiat);
		return found ? { tickets: found.tickets, amount: found.amount, face: found.face } : nothing;
	};
	return { wallet: of(false), fiat: of(true) };
};

/** 0 is KES: see `tiers`. */
const faceOf = (tickets: SQL) =>
	sql<
		string | null
	>`case when bool_and(${tiers.faceCurrency} = 0) then sum(${tiers.faceAmount} * ${tickets})::text end`;

/** A ticket's payer is null if it is the treasury. A version without refunds keeps no payer. */
async function standing(db: Reader, { no: eventNo, version }: EventRow): Promise<ByRail> {
	const fiat = supports(version, 'refunds')
		? sql<boolean>`${tickets.payer} is null`
		: sql<boolean>`${orders.rail} = 'fiat'`;
	return byRail(
		await db
			.select({
				fiat,
				tickets: sql<number>`count(*)::integer`,
				amount: sql<string>`sum(${tiers.price})::text`,
				face: faceOf(sql`1`),
			})
			.from(tickets)
			.innerJoin(orders, and(eq(orders.eventNo, tickets.eventNo), eq(orders.id, tickets.orderId)))
			.innerJoin(tiers, and(eq(tiers.eventNo, tickets.eventNo), eq(tiers.index, tickets.tier)))
			.where(
				and(eq(tickets.eventNo, eventNo), ne(tickets.state, 'refunded'), eq(orders.complimentary, false)),
			)
			.groupBy(fiat),
	);
}

/** Reversals are the provider's, not the cancel's. */
async function refundedSince(db: Reader, { no, cancelledAt }: EventRow): Promise<ByRail> {
	const fiat = sql<boolean>`${refunds.payer} is null`;
	return byRail(
		await db
			.select({
				fiat,
				tickets: sql<number>`sum(bit_count(${refunds.mask}::bit(32)))::integer`,
				amount: sql<string>`sum(${refunds.paid})::text`,
				face: faceOf(sql`bit_count(${refunds.mask}::bit(32))`),
			})
			.from(refunds)
			.innerJoin(orders, and(eq(orders.eventNo, refunds.eventNo), eq(orders.id, refunds.orderId)))
			.innerJoin(tiers, and(eq(tiers.eventNo, orders.eventNo), eq(tiers.index, orders.tier)))
			.where(
				and(
					eq(refunds.eventNo, no),
					isNull(refunds.evidence),
					gte(refunds.at, new Date(Number(cancelledAt) * 1000)),
				),
			)
			.groupBy(fiat),
	);
}
