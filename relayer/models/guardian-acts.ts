import { sql } from 'drizzle-orm';
import { index, integer, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core';
import { relay, time } from './schema.ts';

export const guardianActKinds = ['pause', 'resume', 'freeze'] as const;
export type GuardianActKind = (typeof guardianActKinds)[number];

/**
 * `proposed`: a second person has to agree. `agreed`: the guardian's wallet may sign it. `done`: the chain shows it. `withdrawn`:
 * by a person. `lapsed`: nobody agreed to it, or signed it, in time.
 */
export const guardianActStates = ['proposed', 'agreed', 'done', 'withdrawn', 'lapsed'] as const;
export type GuardianActState = (typeof guardianActStates)[number];

/** What support asked the guardian to do to an event, why, and who agreed. One is open for an event at a time. */
export const guardianActs = relay.table(
	'guardian_acts',
	{
		id: uuid().primaryKey(),
		event: text().notNull(),
		act: text().$type<GuardianActKind>().notNull(),
		/** Of a freeze: for how long. */
		hours: integer(),
		state: text().$type<GuardianActState>().notNull(),
		/** Accounts: who asked, who agreed where two have to, who opened the guardian's wallet last, and who withdrew it. */
		by: text().notNull(),
		secondBy: text(),
		signedBy: text(),
		/** When that wallet was opened for it last. */
		signingAt: time(),
		withdrawnBy: text(),
		note: text().notNull(),
		/** A ledger before it could be signed. */
		sinceLedger: integer(),
		txHash: text(),
		ledger: integer(),
		/** Since when it may be signed. */
		agreedAt: time(),
		/** When the chain is looked at next, or when it lapses for want of a second person; null at its end. */
		wakeAt: time(),
		createdAt: time().notNull(),
		endedAt: time(),
	},
	(t) => [
		uniqueIndex('guardian_acts_open').on(t.event).where(sql`${t.state} IN ('proposed', 'agreed')`),
		index('guardian_acts_event').on(t.event, t.createdAt),
		index('guardian_acts_wake').on(t.wakeAt).where(sql`${t.wakeAt} IS NOT NULL`),
	],
);

export type GuardianActRow = typeof guardianActs.$inferSelect;
