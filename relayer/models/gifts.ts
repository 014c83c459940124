import { sql } from 'drizzle-orm';
import { index, integer, smallint, text, uuid } from 'drizzle-orm/pg-core';
import type { ContactKind, ContactLanguage } from './contacts.ts';
import { bytes, id64, relay, time, u64 } from './schema.ts';

export const giftStates = ['offered', 'given'] as const;
export type GiftState = (typeof giftStates)[number];

/**
 * A complimentary ticket for a phone or an e-mail address. `offered`: its organizer may sign for it. `given`: it is on
 * chain and has an order. Owner, tier and nonce never change, and the contract takes them once: however often it is
 * signed, it is one ticket.
 */
export const gifts = relay.table(
	'gifts',
	{
		/** The organizer's browser makes it. */
		id: uuid().primaryKey(),
		event: text().notNull(),
		tier: smallint().notNull(),
		nonce: u64().notNull(),
		/** Of the order that it becomes, with the custodial address that follows from it. */
		reference: text().notNull().unique(),
		owner: text().notNull(),
		/** The order's id on chain. */
		chainOrder: id64().notNull(),
		kind: text().$type<ContactKind>().notNull(),
		/** HMAC of the number or e-mail address; itself encrypted, null once the order names it. */
		key: bytes().notNull(),
		sealed: bytes(),
		language: text().$type<ContactLanguage>().notNull(),
		state: text().$type<GiftState>().notNull(),
		/** Of the calls that the organizer was given to sign. */
		txHashes: text().array().notNull().default(sql`'{}'`),
		/** None of them lands after this second and this ledger. */
		validUntil: u64().notNull(),
		validLedger: integer().notNull(),
		/** When the chain is looked at next; null once it is given. */
		wakeAt: time(),
		createdAt: time().notNull(),
		endedAt: time(),
	},
	(t) => [
		index('gifts_event').on(t.event, t.createdAt),
		index('gifts_wake').on(t.wakeAt).where(sql`${t.wakeAt} IS NOT NULL`),
	],
);

export type GiftRow = typeof gifts.$inferSelect;
