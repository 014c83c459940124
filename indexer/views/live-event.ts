import { z } from '@hono/zod-openapi';
import { type Account, accounts, cash } from '#shared/contract/accounting.ts';
import { booksOf, type EventParts } from '../models/event-parts.ts';
import { leftOf, type TierRow } from '../models/tiers.ts';
import { addressText, stroopsText } from './json-values.ts';

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

/** What changes while an event sells. It is small enough to send complete at every change. */
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
