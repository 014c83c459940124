import { sql } from 'drizzle-orm';
import { boolean, index, integer, text } from 'drizzle-orm/pg-core';
import { relay, time } from './schema.ts';

/** Every event that the registry announced, and when the keeper reads its dues again. The row is the job. */
export const keeperEvents = relay.table(
	'keeper_events',
	{
		/** The contract's address. */
		event: text().primaryKey(),
		/** The registry's running number. */
		no: integer().notNull(),
		/** The newest ledger in which the contract published an event. */
		changedLedger: integer().notNull(),
		/** The newest ledger in which its terms, or its power to sell, changed. */
		termsLedger: integer().notNull().default(0),
		/** The ledger up to which its dues have been read and paid. */
		readLedger: integer().notNull().default(0),
		/** When time alone makes something payable: a release, a retry, a daily payout. Null: nothing waits. */
		wakeAt: time(),
		/** Since when its dues have been too small to be paid immediately. */
		smallSince: time(),
		/** Until when its entries are kept alive although nothing is due; null until its terms were read. */
		keepUntil: time(),
		/** The SHA-256 of its code in hex; null until its announcement or its instance was read. */
		wasmHash: text(),
		/** Ledgers were lost in which this event may have sold: its orders have to be listed by the indexer. */
		ordersMissing: boolean().notNull().default(false),
	},
	(t) => [
		index('keeper_events_changed').on(t.event).where(sql`${t.changedLedger} > ${t.readLedger}`),
		index('keeper_events_wake').on(t.wakeAt).where(sql`${t.wakeAt} IS NOT NULL`),
	],
);

/** How far the keeper has read the network's events, by registry. */
export const keeperScans = relay.table('keeper_scans', {
	registry: text().primaryKey(),
	ledger: integer().notNull(),
});

export type KeptEntryKind =
	| 'registry'
	| 'registered'
	| 'code'
	| 'instance'
	| 'counters'
	| 'paid'
	| 'state'
	| 'balance'
	| 'order'
	| 'moved'
	| 'listed'
	| 'creator'
	| 'owed';

/** Ledger entries that the keeper keeps from being archived. */
export const keptEntries = relay.table(
	'kept_entries',
	{
		/** The ledger key, base64 XDR. */
		key: text().primaryKey(),
		/** The event it belongs to; null for what all events share. */
		event: text(),
		kind: text().$type<KeptEntryKind>().notNull(),
		/** The last ledger in which it lives; null until it was seen for the first time. */
		liveUntil: integer(),
		/** The ledger of the last look. */
		checkedLedger: integer().notNull().default(0),
	},
	(t) => [index('kept_entries_live').on(t.liveUntil, t.checkedLedger)],
);

export type KeeperEventRow = typeof keeperEvents.$inferSelect;
export type KeptEntry = typeof keptEntries.$inferSelect;
