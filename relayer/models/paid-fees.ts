import { sql } from 'drizzle-orm';
import { index, integer, text } from 'drizzle-orm/pg-core';
import { bytes, money, relay, time } from './schema.ts';

/** `refused`: the network did not take it, and it cost nothing. `lost`: its time ended before a ledger took it. */
export const paidFeeStates = ['open', 'landed', 'failed', 'refused', 'lost'] as const;
export type PaidFeeState = (typeof paidFeeStates)[number];

/**
 * `ticket`: what somebody does with a ticket. `consent`: a payee accepts its share. `line`: a first trust line. `held`:
 * what an account that Passa holds pays out, or its hand-over.
 */
export type PaidCall = 'purchase' | 'ticket' | 'consent' | 'publish' | 'operation' | 'line' | 'held';

/**
 * A call of somebody whose XLM does not reach, within a fee-bump of ours. The row counts against the day's bounds before
 * the envelope is sent, and the same call sent again gets the same row.
 */
export const paidFees = relay.table(
	'paid_fees',
	{
		/** Of the signed transaction, in hex. */
		innerHash: text().primaryKey(),
		/** Of the fee-bump around it. */
		hash: text().notNull(),
		call: text().$type<PaidCall>().notNull(),
		state: text().$type<PaidFeeState>().notNull(),
		/** Stroops of XLM: the most that it may cost, and what it cost once that is known. */
		fee: money().notNull(),
		/** Stroops of XLM that a first trust line locks for as long as it exists. They are not spent. */
		reserve: money().notNull().default(sql`0`),
		/** The fee-bump, base64; null at its end. */
		envelope: text(),
		/** HMACs of the asker. The wallet signed, so it asked too. */
		walletKey: bytes().notNull(),
		addressKey: bytes().notNull(),
		deviceKey: bytes(),
		accountKey: bytes(),
		createdAt: time().notNull(),
		endedAt: time(),
	},
	(t) => [
		index('paid_fees_created').on(t.createdAt),
		index('paid_fees_open').on(t.createdAt).where(sql`${t.state} = 'open'`),
	],
);

export type PaidFeeRow = typeof paidFees.$inferSelect;

/**
 * Accounts whose sequence numbers transactions take that open an account. One at a time for each: an offer is its holder's
 * until its time is over, when no ledger takes the transaction any more.
 */
export const lineOffers = relay.table('line_offers', {
	/** The number of the account. */
	channel: integer().primaryKey(),
	/** HMACs of who it was offered to. */
	accountKey: bytes().notNull().unique(),
	addressKey: bytes().notNull(),
	/** Of the transaction, in hex. */
	hash: text().notNull(),
	until: time().notNull(),
});
