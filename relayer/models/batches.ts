import { sql } from 'drizzle-orm';
import { check, index, integer, primaryKey, smallint, text, uuid } from 'drizzle-orm/pg-core';
import { bytes, id64, money, relay, time, u64 } from './schema.ts';

/**
 * One payload for each (event, lane, seq). It is bound before anything is signed, and sent again until the chain shows
 * its number. The contract takes each number once.
 */
export const batches = relay.table(
	'batches',
	{
		event: text().notNull(),
		lane: smallint().notNull(),
		seq: integer().notNull(),
		state: text().$type<BatchState>().notNull(),
		/** The newest signed envelope (base64) and its hash; it can land until `validUntil` (Unix seconds, the network's clock). */
		envelope: text(),
		hash: text(),
		validUntil: u64(),
		attempts: integer().notNull(),
		/** Why the last attempt failed: a stable code. */
		error: text(),
		wakeAt: time(),
		txHash: text(),
		ledger: integer(),
		served: u64(),
		/** A ledger in which the lane had not reached this number. So the batch can only land later. */
		sinceLedger: integer().notNull(),
		boundAt: time().notNull(),
		landedAt: time(),
	},
	(t) => [
		primaryKey({ columns: [t.event, t.lane, t.seq] }),
		index('batches_open').on(t.lane).where(sql`${t.state} IN ('bound', 'sent')`),
	],
);

export const batchStates = ['bound', 'sent', 'landed'] as const;
export type BatchState = (typeof batchStates)[number];

/** The items as they are signed. Nothing here changes after binding. */
export const batchItems = relay.table(
	'batch_items',
	{
		event: text().notNull(),
		lane: smallint().notNull(),
		seq: integer().notNull(),
		index: smallint().notNull(),
		/** An order is in one batch at most. */
		orderNo: id64().notNull().unique(),
		owner: text().notNull(),
		tier: smallint().notNull(),
		qty: smallint().notNull(),
		/** 32 bytes: HMAC-SHA256(key, provider ‖ receipt). */
		evidence: bytes().notNull(),
		/** The order's: see `orders`. */
		splitsVersion: integer().notNull().default(1),
		termsVersion: integer().notNull().default(1),
	},
	(t) => [primaryKey({ columns: [t.event, t.lane, t.seq, t.index] })],
);

/**
 * Orders that a person takes out of their batch: their money goes back once the batch can no longer land. The lane's
 * worker acts on the row and deletes it.
 */
export const withdrawals = relay.table('withdrawals', {
	orderNo: id64().primaryKey(),
	reviewId: uuid().notNull(),
	at: time().notNull(),
});

/** One row: the treasury's USDC as last read, and how much of it is promised to orders. Stroops. */
export const treasury = relay.table(
	'treasury',
	{
		id: smallint().primaryKey(),
		balance: money().notNull(),
		/** The ledger that the balance is of. */
		ledger: integer().notNull(),
		reserved: money().notNull(),
		readAt: time().notNull(),
	},
	(t) => [check('treasury_one', sql`${t.id} = 1`), check('treasury_reserved', sql`${t.reserved} >= 0`)],
);
