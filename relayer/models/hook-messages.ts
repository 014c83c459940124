import { sql } from 'drizzle-orm';
import { boolean, index, integer, text } from 'drizzle-orm/pg-core';
import { bytes, id64, relay, time } from './schema.ts';

/** Rows that metrics count. */
export const isOdd = sql`"count" > 1 OR "observation_id" IS NULL OR "is_cut"`;

/**
 * How often each message came to an address that a provider calls. Observations are written once, so what repeats is
 * counted here. Of different messages the first are kept, see `rails/keep-message.ts`; the rest shares one row.
 */
export const hookMessages = relay.table(
	'hook_messages',
	{
		/** HMAC of subject, kind and body; of the rest: of subject and kind. */
		key: bytes().primaryKey(),
		/** What the address names: a push, an order, a refund or a day. */
		subject: text().notNull(),
		kind: text().$type<HookMessageKind>().notNull(),
		/** HMAC of the caller's network; null if it is the provider's. */
		peerKey: bytes(),
		/** Null for the rest. */
		observationId: id64(),
		count: integer().notNull().default(1),
		lastAt: time().notNull(),
		/** Whether the message was longer than what is kept of it. */
		isCut: boolean().notNull().default(false),
	},
	(t) => [
		index('hook_messages_subject').on(t.subject, t.kind),
		index('hook_messages_observation').on(t.observationId),
		index('hook_messages_odd').on(t.subject).where(isOdd),
	],
);

export type HookMessageKind =
	/** Could lead to a payment: it names this push and its sum, this order and its price, or this refund. */
	| 'proposal'
	/** Another report of success. */
	| 'success'
	| 'failure'
	/** No result yet. */
	| 'pending'
	/** It names something else than its address. */
	| 'foreign'
	| 'unreadable';
