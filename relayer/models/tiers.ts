import { boolean, integer, primaryKey, smallint, text } from 'drizzle-orm/pg-core';
import { money, name, relay, time, u64 } from './schema.ts';

/** An event sells nothing after a cancel, while it is paused or frozen, and before all payees have accepted. */
export type Closed = 'CANCELLED' | 'PAUSED' | 'FROZEN' | 'CONSENT_MISSING';

/** Events that the registry announced, as their contracts hold them. */
export const events = relay.table('events', {
	event: text().primaryKey(),
	no: integer().notNull().unique(),
	name: name().notNull(),
	termsVersion: integer().notNull(),
	splitsVersion: integer().notNull().default(1),
	endsAt: u64().notNull(),
	/** Why the contract sells nothing now; null if it sells. */
	closed: text().$type<Closed>(),
	/** Until when, Unix seconds, where time alone opens the sale again. */
	closedUntil: u64(),
	/** The ledger of the reading that this row is of. */
	readLedger: integer().notNull().default(0),
	/** Whether each issued order of a cancelled event has its refund. */
	refundsOpened: boolean().notNull().default(false),
	/** When the relayer recorded it, soon after its publication. */
	seenAt: time().notNull().defaultNow(),
	/** Whether the fiat quota has been set aside on chain. */
	allocated: boolean().notNull(),
});

/**
 * Seats of the fiat rail. `held` are those of orders that may still become tickets, `sold` those that did, and `unpaid`
 * those of `held` whose order waits for its payment; sold + held ≤ allocated, always: the row is locked while it changes.
 */
export const tiers = relay.table(
	'tiers',
	{
		event: text().notNull(),
		tier: smallint().notNull(),
		/** Stroops of USDC. */
		price: money().notNull(),
		/** 0 KES, 1 USD. */
		faceCurrency: smallint().notNull(),
		/** Minor units. */
		faceAmount: money().notNull(),
		perOrder: integer().notNull(),
		opensAt: u64().notNull(),
		closesAt: u64().notNull(),
		allocated: integer().notNull(),
		/** The chain's ledger that `allocated` is of. An older reading changes nothing. */
		allocatedLedger: integer().notNull().default(0),
		sold: integer().notNull(),
		held: integer().notNull(),
		unpaid: integer().notNull().default(0),
	},
	(t) => [primaryKey({ columns: [t.event, t.tier] })],
);

/**
 * Seats on their way back to wallets. They are out of `tiers.allocated` already, so the chain shows `allocated + n`
 * until the call has landed and `allocated` afterwards: it is never made twice. One for a tier at a time.
 */
export const quotaReturns = relay.table(
	'quota_returns',
	{
		event: text().notNull(),
		tier: smallint().notNull(),
		n: integer().notNull(),
		/** The newest signed call (base64), stored before it is sent; null before the first. */
		envelope: text(),
		/** Until when it can land: Unix seconds, the network's clock. */
		validUntil: u64(),
		/** Rises with each envelope. */
		attempts: integer().notNull().default(0),
	},
	(t) => [primaryKey({ columns: [t.event, t.tier] })],
);

/** How far the registry's announcements have been read. */
export const scans = relay.table('scans', { registry: text().primaryKey(), ledger: integer().notNull() });

export type EventRow = typeof events.$inferSelect;
export type TierRow = typeof tiers.$inferSelect;
