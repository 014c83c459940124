import { sql } from 'drizzle-orm';
import { index, integer, smallint, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core';
import { bytes, id64, relay, time } from './schema.ts';

export const contactKinds = ['phone', 'email'] as const;
export type ContactKind = (typeof contactKinds)[number];

export const contactLanguages = ['en', 'sw'] as const;
export type ContactLanguage = (typeof contactLanguages)[number];

/**
 * Where an order's notices go, and whose proof by code opens it. The order is ours (`orderNo`), or one that a wallet
 * bought (`chainOrder`). One that was replaced has ended and opens nothing.
 */
export const contacts = relay.table(
	'contacts',
	{
		id: uuid().primaryKey(),
		orderNo: id64(),
		/** The event's contract. */
		event: text().notNull(),
		/** On chain, where a wallet bought it. */
		chainOrder: id64(),
		/** How many tickets that order has, and the HMAC of the wallet that bought them. */
		chainQty: smallint(),
		buyerKey: bytes(),
		kind: text().$type<ContactKind>().notNull(),
		/** HMAC of the number or e-mail address; itself encrypted. */
		key: bytes().notNull(),
		sealed: bytes().notNull(),
		language: text().$type<ContactLanguage>().notNull(),
		createdAt: time().notNull(),
		endedAt: time(),
	},
	(t) => [
		uniqueIndex('contacts_order')
			.on(t.orderNo, t.key)
			.where(sql`${t.orderNo} IS NOT NULL AND ${t.endedAt} IS NULL`),
		uniqueIndex('contacts_chain_order')
			.on(t.event, t.chainOrder, t.key)
			.where(sql`${t.chainOrder} IS NOT NULL AND ${t.endedAt} IS NULL`),
		index('contacts_key').on(t.key, t.createdAt).where(sql`${t.endedAt} IS NULL`),
		index('contacts_of_order').on(t.orderNo).where(sql`${t.orderNo} IS NOT NULL`),
		index('contacts_of_chain_order').on(t.event, t.chainOrder).where(sql`${t.chainOrder} IS NOT NULL`),
	],
);

export type ContactRow = typeof contacts.$inferSelect;

/** What an organizer changed: the event is off, or later, or its place or time is another. Or what the team writes to all. */
export const newsKinds = ['cancelled', 'postponed', 'changed', 'message'] as const;
export type NewsKind = (typeof newsKinds)[number];
/** Whether an organizer causes it, to buyers or to who got a ticket from one. */
export const isNews = (kind: string): boolean =>
	newsKinds.some((news) => kind === news || kind === `given_${news}`);

/**
 * `issued`: the tickets are there. `refunded`: money went back. `refund_declined`: the organizer gives no money back after the
 * date. `sold`: another fan bought a ticket of it. `sale_paid`: its money was sent. `handover_offered`: a ticket is sent to
 * somebody, who gets a message of it; the giver gets `claimed` and `expired`. `given_…`: news of the event to the person who got
 * a ticket from somebody else.
 */
export type NoticeKind =
	| 'issued'
	| 'refunded'
	| 'refund_declined'
	| 'sold'
	| 'sale_paid'
	| NewsKind
	| 'handover_offered'
	| 'handover_claimed'
	| 'handover_expired'
	| `given_${NewsKind}`;

/**
 * `queued`: the platform does not have it yet. `passed`: it has, and sends it. `sent`. `failed`: it could not be sent,
 * or must not; `reason` says why. `expired`: not in time. `nobody`: nobody to send it to.
 */
export const noticeStates = ['queued', 'passed', 'sent', 'failed', 'expired', 'nobody'] as const;
export type NoticeState = (typeof noticeStates)[number];

/**
 * One message to one contact, inserted by the transaction that causes it. The row is the job: a worker passes it to the
 * platform under its id, so repeating makes no second message.
 */
export const notices = relay.table(
	'notices',
	{
		id: uuid().primaryKey(),
		/** Null where a wallet bought the order; the contact names it then. */
		orderNo: id64(),
		/** Null: the number that paid, where the order had no contact. */
		contactId: uuid(),
		kind: text().$type<NoticeKind>().notNull(),
		/**
		 * The payment or the tickets whose money went back, the sale, the number of the news in the event's log and the new
		 * start if it has one (Unix seconds), the handover, or both of these; empty for tickets.
		 */
		subject: text().notNull(),
		state: text().$type<NoticeState>().notNull(),
		reason: text(),
		attempts: integer().notNull().default(0),
		/** When it is due; while it is passed on, when its lease ends. Null at its end. */
		wakeAt: time(),
		createdAt: time().notNull(),
		/** Not sent after this. */
		expiresAt: time().notNull(),
	},
	(t) => [
		// A null contact is the payer, who counts as one.
		uniqueIndex('notices_once').on(
			t.kind,
			t.subject,
			sql`coalesce(${t.orderNo}, 0)`,
			sql`coalesce(${t.contactId}, '00000000-0000-0000-0000-000000000000')`,
		),
		index('notices_wake').on(t.wakeAt).where(sql`${t.wakeAt} IS NOT NULL`),
		index('notices_created').on(t.createdAt),
		index('notices_order').on(t.orderNo),
		index('notices_contact').on(t.contactId),
	],
);

export type NoticeRow = typeof notices.$inferSelect;

/** Short links that notices carry, by the HMAC of their code. */
export const links = relay.table(
	'links',
	{
		key: bytes().primaryKey(),
		orderNo: id64(),
		/** Null: the number that paid. */
		contactId: uuid(),
		/** Set where it leads to a ticket that was sent. */
		handoverId: uuid(),
	},
	(t) => [index('links_order').on(t.orderNo), index('links_contact').on(t.contactId)],
);
