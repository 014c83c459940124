import { z } from '@hono/zod-openapi';
import { asc, inArray } from 'drizzle-orm';
import { type Account, accounts, type Books, cash } from '#shared/contract/accounting.ts';
import { type EventRow, events } from '../models/events.ts';
import { type PayeeRow, payees } from '../models/payees.ts';
import type { Reader } from '../models/schema.ts';
import { leftOf, type TierRow, tiers } from '../models/tiers.ts';
import { addressText, stroopsText } from './wire.ts';

export const liveTierSchema = z
	.object({
		index: z.int(),
		sold: z.int().openapi({ description: 'tickets, over both rails' }),
		fiatSold: z.int(),
		fiatAllocated: z.int().openapi({ description: 'seats set aside for M-Pesa and bank' }),
		left: z.object({ wallet: z.int(), fiat: z.int() }),
	})
	.openapi('LiveTier');

export const accountSchema = z
	.object({ index: z.int(), entitled: stroopsText, paid: stroopsText, due: stroopsText })
	.openapi('Account');

/** What changes while an event sells: small enough to be sent whole at every change. */
export const liveEventSchema = z
	.object({
		no: z.int(),
		address: addressText,
		n: z.string().openapi({ description: 'the last number of the event’s log' }),
		gross: stroopsText,
		net: stroopsText,
		cash: stroopsText.openapi({ description: 'held for payees' }),
		tiers: z.array(liveTierSchema),
		payees: z.array(accountSchema),
	})
	.openapi('LiveEvent');

export type LiveEvent = z.infer<typeof liveEventSchema>;

export type EventParts = { row: EventRow; tiers: TierRow[]; payees: PayeeRow[] };

/** One query after the other: a transaction has one connection, which takes no second while it answers the first. */
export async function eventParts(db: Reader, nos: number[]): Promise<EventParts[]> {
	if (nos.length === 0) return [];
	const rows = await db.select().from(events).where(inArray(events.no, nos)).orderBy(asc(events.no));
	const tierRows = await db
		.select()
		.from(tiers)
		.where(inArray(tiers.eventNo, nos))
		.orderBy(asc(tiers.eventNo), asc(tiers.index));
	const payeeRows = await db
		.select()
		.from(payees)
		.where(inArray(payees.eventNo, nos))
		.orderBy(asc(payees.eventNo), asc(payees.index));
	const tiersBy = Map.groupBy(tierRows, (t) => t.eventNo);
	const payeesBy = Map.groupBy(payeeRows, (p) => p.eventNo);
	return rows.map((row) => ({
		row,
		tiers: tiersBy.get(row.no) ?? [],
		payees: payeesBy.get(row.no) ?? [],
	}));
}

export const booksOf = ({ row, payees }: Pick<EventParts, 'row' | 'payees'>): Books => ({
	gross: row.gross,
	refunded: row.refunded,
	topUps: row.topUps,
	commissions: row.commissions,
	bps: payees.map((p) => p.bps),
	paid: payees.map((p) => p.paid),
	reserveBps: row.reserveBps,
	releaseAt: row.releaseAt,
});

/** `now` is the network's time in Unix seconds: what is due depends on it. */
export function liveEvent(parts: EventParts, now: bigint): LiveEvent {
	const { row } = parts;
	const books = booksOf(parts);
	return {
		no: row.no,
		address: row.address,
		n: String(row.n),
		gross: String(row.gross),
		net: String(row.gross - row.refunded),
		cash: String(cash(books)),
		tiers: parts.tiers.map(liveTier),
		payees: accounts(books, now).map((account, index) => ({ index, ...accountText(account) })),
	};
}

export const liveTier = (t: TierRow): z.infer<typeof liveTierSchema> => ({
	index: t.index,
	sold: t.sold,
	fiatSold: t.fiatSold,
	fiatAllocated: t.fiatAllocated,
	left: leftOf(t),
});

export const accountText = ({ entitled, paid, due }: Account) => ({
	entitled: String(entitled),
	paid: String(paid),
	due: String(due),
});
