import { sql } from 'drizzle-orm';
import { index, integer, jsonb, smallint, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core';
import { relay, time, u64 } from './schema.ts';

export const payoutRequestStates = ['asked', 'paid', 'failed'] as const;
export type PayoutRequestState = (typeof payoutRequestStates)[number];

/** `amount`: stroops, decimal. */
export type PaidOut = { to: string; amount: string };
/** Why a receiver was left out: a stable code. */
export type LeftOut = { to: string; code: string };

/** What a person of support asked to pay at once of an event. One is open for an event and payee at a time. */
export const payoutRequests = relay.table(
	'payout_requests',
	{
		id: uuid().primaryKey(),
		event: text().notNull(),
		/** The payee's place in the terms; null: everybody to whom something is due. */
		payee: smallint(),
		state: text().$type<PayoutRequestState>().notNull(),
		/** The person, or `support-token`. */
		by: text().notNull(),
		note: text().notNull(),
		paid: jsonb().$type<PaidOut[]>().notNull().default([]),
		leftOut: jsonb().$type<LeftOut[]>().notNull().default([]),
		/** Why it failed: a stable code. */
		reason: text(),
		txHash: text(),
		ledger: integer(),
		/** The newest signed call (base64), stored before it is sent; it can land until `validUntil` (Unix seconds). */
		envelope: text(),
		validUntil: u64(),
		/** A ledger before the newest call. */
		sinceLedger: integer(),
		attempts: integer().notNull().default(0),
		waitsFor: text(),
		/** When it is due; null at its end. */
		wakeAt: time(),
		createdAt: time().notNull(),
		endedAt: time(),
	},
	(t) => [
		uniqueIndex('payout_requests_open')
			.on(t.event, sql`coalesce(${t.payee}, -1)`)
			.where(sql`${t.state} = 'asked'`),
		index('payout_requests_event').on(t.event, t.createdAt),
		index('payout_requests_wake').on(t.wakeAt).where(sql`${t.wakeAt} IS NOT NULL`),
	],
);

export type PayoutRequestRow = typeof payoutRequests.$inferSelect;
