import { sql } from 'drizzle-orm';
import { index, text } from 'drizzle-orm/pg-core';
import { bytes, money, relay, time } from './schema.ts';

/** `refused`: the network did not take it, and it cost nothing. `lost`: its time ended before a ledger took it. */
export const paidFeeStates = ['open', 'landed', 'failed', 'refused', 'lost'] as const;
export type PaidFeeState = (typeof paidFeeStates)[number];

/** `ticket`: what somebody does with a ticket. `consent`: a payee accepts its share. */
export type PaidCall = 'purchase' | 'ticket' | 'consent' | 'publish';

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
		/** The fee-bump, base64; null at its end. */
		envelope: text(),
		/** HMACs of who asked. The wallet signed, so it asked too. */
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
