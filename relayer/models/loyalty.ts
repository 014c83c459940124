import { sql } from 'drizzle-orm';
import { index, integer, jsonb, primaryKey, smallint, text } from 'drizzle-orm/pg-core';
import { bytes, id64, relay, time, u64 } from './schema.ts';

/** `refused`: the chain has another root of this number, or a later one. */
type RootState = 'due' | 'done' | 'refused';

/** Roots over all members' points, on their way to the chain or there. The row is the job. */
export const pointRoots = relay.table(
	'point_roots',
	{
		epoch: integer().primaryKey(),
		root: bytes().notNull(),
		/** Of the facts that it was counted from, and the version of the rule: see `shared/loyalty`. */
		factsLedger: integer().notNull(),
		rule: smallint().notNull(),
		members: integer().notNull(),
		/** Of all members. */
		points: u64().notNull(),
		state: text().$type<RootState>().notNull(),
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
	(t) => [index('point_roots_wake').on(t.wakeAt).where(sql`${t.wakeAt} IS NOT NULL`)],
);

export type PointRootRow = typeof pointRoots.$inferSelect;

/** How many points of a ticket came of what. */
export type Earned = { event: string; order: string; index: number; purchase: number; attendance: number };

/** The leaves of a root in its order, so that everybody can prove theirs. `earned`: of the newest root alone, else null. */
export const pointLeaves = relay.table(
	'point_leaves',
	{
		epoch: integer().notNull(),
		place: integer().notNull(),
		/** 32 bytes that name nobody without our key. */
		member: bytes().notNull(),
		points: u64().notNull(),
		earned: jsonb().$type<Earned[]>(),
	},
	(t) => [primaryKey({ columns: [t.epoch, t.place] }), index('point_leaves_member').on(t.member, t.epoch)],
);

/** Whose points an order's are. It is fixed as the order is first counted, so it outlives the order's phone. */
export const pointOrders = relay.table('point_orders', {
	orderNo: id64().primaryKey(),
	member: bytes().notNull(),
});
