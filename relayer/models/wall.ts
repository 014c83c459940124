import { boolean, index, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core';
import { bytes, id64, relay, time, u64 } from './schema.ts';

/** Whether holders of tickets may write for an event's wall: not at all, or each post waits for the organizer's team. */
export const wallPolicies = ['off', 'approve_first'] as const;
export type WallPolicy = (typeof wallPolicies)[number];

/** What an organizer set for the wall of an event. Without a row it is off. */
export const wallEvents = relay.table('wall_events', {
	/** The event's contract. */
	event: text().primaryKey(),
	policy: text().$type<WallPolicy>().notNull().default('off'),
	/** The screen shows no posts for now; new ones wait as before. */
	paused: boolean().notNull().default(false),
	changedAt: time().notNull(),
	/** The person who changed it. */
	changedBy: text().notNull(),
});

export const wallStates = ['waiting', 'shown', 'hidden'] as const;
export type WallState = (typeof wallStates)[number];
/** Who or what hid it: a moderator, a block of its writer, or its ticket has another holder or was given back. */
export const wallHiddenFor = ['moderator', 'blocked', 'ticket'] as const;
export type WallHiddenFor = (typeof wallHiddenFor)[number];

/**
 * Posts of ticket holders. One counts while its ticket has the holder who wrote it, as a pass does. A withdrawn post is
 * deleted, and all of an event's some days after its end.
 */
export const wallPosts = relay.table(
	'wall_posts',
	{
		id: uuid().primaryKey(),
		event: text().notNull(),
		/** Its id on chain: order << 5 | index. */
		ticket: u64().notNull(),
		owner: text().notNull(),
		/** Where the ticket is in custody: the order, and the claimed handover; null: the order's own holder. */
		orderNo: id64(),
		handover: uuid(),
		/** HMAC of who writes: the number that paid, the person, or the wallet. */
		author: bytes().notNull(),
		text: text().notNull(),
		/** The first name that they chose to show. */
		name: text(),
		state: text().$type<WallState>().notNull().default('waiting'),
		hiddenFor: text().$type<WallHiddenFor>(),
		createdAt: time().notNull(),
		decidedAt: time(),
		/** The person who decided; null: nobody yet, or the ticket. */
		decidedBy: text(),
	},
	(t) => [
		index('wall_posts_state').on(t.event, t.state, t.createdAt),
		index('wall_posts_author').on(t.event, t.author),
	],
);

export type WallPostRow = typeof wallPosts.$inferSelect;

/** Holders who may write no more for an event. */
export const wallBlocks = relay.table(
	'wall_blocks',
	{
		id: uuid().primaryKey(),
		event: text().notNull(),
		author: bytes().notNull(),
		/** As the blocked post was signed. */
		name: text(),
		createdAt: time().notNull(),
		createdBy: text().notNull(),
	},
	(t) => [uniqueIndex('wall_blocks_author').on(t.event, t.author)],
);
