import { sql } from 'drizzle-orm';
import { index, integer, jsonb, text, uuid } from 'drizzle-orm/pg-core';
import { relay, time, u64 } from './schema.ts';

/** `refused`: the event was cancelled first, so nothing is checked in. */
type CheckInState = 'due' | 'done' | 'refused';

/** Entries of an event on their way to the chain, in one call. The row is the job. */
export const checkIns = relay.table(
	'gate_check_ins',
	{
		id: uuid().primaryKey(),
		event: text().notNull(),
		/** Orders on chain, decimal, with the tickets that entered: bit i is ticket i. */
		orders: jsonb().$type<[string, number][]>().notNull(),
		state: text().$type<CheckInState>().notNull(),
		/** The newest signed call (base64), stored before it is sent; it can land until `validUntil` (Unix seconds). */
		envelope: text(),
		validUntil: u64(),
		sinceLedger: integer(),
		attempts: integer().notNull().default(0),
		/** Why it waits: a stable code. */
		waitsFor: text(),
		/** When it is due; null at its end. */
		wakeAt: time(),
		createdAt: time().notNull(),
		endedAt: time(),
	},
	(t) => [index('gate_check_ins_wake').on(t.wakeAt).where(sql`${t.wakeAt} IS NOT NULL`)],
);

export type CheckInRow = typeof checkIns.$inferSelect;
