import { z } from '@hono/zod-openapi';
import { type Account, accounts, cash } from '#shared/contract/accounting.ts';
import { extended } from '#shared/contract/pay-to.ts';
import { isoOfSeconds } from '#shared/iso-time.ts';
import { booksOf, type EventParts } from '../models/event-parts.ts';
import { leftOf, type TierRow } from '../models/tiers.ts';
import { addressText, isoTime, stroopsText } from './json-values.ts';

export const liveTierSchema = z
	.object({
		index: z.int(),
		sold: z.int().openapi({ description: 'tickets over both rails, less those given back' }),
		fiatSold: z.int(),
		fiatAllocated: z.int().openapi({ description: 'seats set aside for M-Pesa and bank' }),
		used: z.int().openapi({ description: 'of the tickets sold: whose holders entered' }),
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
		termsVersion: z.int(),
		selling: z.boolean().openapi({ description: 'nothing stops sales; a tier’s own times count beside it' }),
		stopped: z
			.enum(['cancelled', 'frozen', 'paused', 'consent'])
			.nullable()
			.openapi({ description: 'why nothing is sold; consent: a payee has not agreed to its share yet' }),
		paused: z.object({ organizer: z.boolean(), registry: z.boolean() }),
		cancelledAt: isoTime.nullable(),
		frozenUntil: isoTime
			.nullable()
			.openapi({ description: 'no money leaves until then; null where it never was' }),
		refundsUntil: isoTime
			.nullable()
			.openapi({ description: 'every buyer may give tickets back until then; null: never' }),
		refundWindow: z
			.object({ from: isoTime, until: isoTime, termsVersion: z.int() })
			.nullable()
			.openapi({ description: 'time or place changed: orders under earlier terms may be given back' }),
		complimentary: z.object({ quota: z.int(), given: z.int() }),
		gross: stroopsText.openapi({ description: 'sales and royalties' }),
		net: stroopsText,
		cash: stroopsText.openapi({ description: 'held for payees, creators and refunds' }),
		royalties: stroopsText,
		refunded: stroopsText,
		refundable: stroopsText.openapi({ description: 'face price of all paid tickets that stand' }),
		topUps: stroopsText.openapi({ description: 'what the organizer put in for refunds' }),
		shortfalls: stroopsText.openapi({ description: 'what the treasury bore of reversals' }),
		owed: stroopsText.openapi({ description: 'waits for receivers to fetch it' }),
		commissions: z.object({ earned: stroopsText, paid: stroopsText }),
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
		termsVersion: row.termsVersion,
		...statusOf(parts, now),
		complimentary: { quota: row.complimentaryQuota, given: row.complimentary },
		gross: String(row.gross),
		net: String(row.gross - row.refunded),
		cash: String(cash(books)),
		royalties: String(row.royalties),
		refunded: String(row.refunded),
		refundable: String(row.refundable),
		topUps: String(row.topUps),
		shortfalls: String(row.shortfalls),
		owed: String(row.owed),
		commissions: { earned: String(row.commissions), paid: String(row.creatorsPaid) },
		tiers: parts.tiers.map(liveTier),
		payees: accounts(books, now).map((account, index) => ({ index, ...accountText(account) })),
	};
}

type Status = Pick<
	LiveEvent,
	'selling' | 'stopped' | 'paused' | 'cancelledAt' | 'frozenUntil' | 'refundsUntil' | 'refundWindow'
>;

function statusOf(parts: EventParts, now: bigint): Status {
	const { row } = parts;
	const stopped = stoppedBy(parts, now);
	const refundsUntil = extended(row, 0n, BigInt(row.policy.refund_until));
	return {
		selling: stopped === null,
		stopped,
		paused: { organizer: row.pausedByOrganizer, registry: row.pausedByRegistry },
		cancelledAt: row.cancelledAt > 0n ? isoOfSeconds(row.cancelledAt) : null,
		frozenUntil: row.frozenUntil > 0n ? isoOfSeconds(row.frozenUntil) : null,
		refundsUntil: refundsUntil > 0n ? isoOfSeconds(refundsUntil) : null,
		refundWindow:
			row.windowUntil > 0n
				? {
						from: isoOfSeconds(row.windowAt),
						until: isoOfSeconds(extended(row, row.windowAt, row.windowUntil)),
						termsVersion: row.windowVersion,
					}
				: null,
	};
}

/** Why the contract sells nothing: the rule of contracts/event/src/clock.rs. */
function stoppedBy({ row, payees }: EventParts, now: bigint): LiveEvent['stopped'] {
	if (row.cancelledAt > 0n) return 'cancelled';
	if (now < row.frozenUntil) return 'frozen';
	if (row.pausedByOrganizer || row.pausedByRegistry) return 'paused';
	return row.policy.consent && payees.some((p) => !p.accepted) ? 'consent' : null;
}

export const liveTier = (t: TierRow): z.infer<typeof liveTierSchema> => ({
	index: t.index,
	sold: t.sold,
	fiatSold: t.fiatSold,
	fiatAllocated: t.fiatAllocated,
	used: t.used,
	left: leftOf(t),
});

export const accountText = ({ entitled, paid, due }: Account) => ({
	entitled: String(entitled),
	paid: String(paid),
	due: String(due),
});
