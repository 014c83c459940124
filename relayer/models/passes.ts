import { sql } from 'drizzle-orm';
import { index, integer, primaryKey, smallint, text, uuid } from 'drizzle-orm/pg-core';
import { bytes, id64, relay, time, u64 } from './schema.ts';

export const staticPassWays = ['print', 'sms'] as const;
export type StaticPassWay = (typeof staticPassWays)[number];

/**
 * Devices that may show a ticket's pass. A certificate counts while the ticket has the holder that it was given to:
 * `owner` on chain, and where that is an address of ours, the order and the handover by which somebody holds it.
 */
export const passCertificates = relay.table(
	'pass_certificates',
	{
		/** The event's contract. */
		event: text().notNull(),
		/** Its id on chain: order << 5 | index. */
		ticket: u64().notNull(),
		/** Rises with each certificate of the ticket. */
		delegation: integer().notNull(),
		/** P-256, 33 bytes. */
		deviceKey: bytes().notNull(),
		/** Unix seconds. */
		notBefore: integer().notNull(),
		expiry: integer().notNull(),
		/** Which of our keys signed it. */
		issuer: smallint().notNull(),
		signature: bytes().notNull(),
		owner: text().notNull(),
		/** Where the ticket is in custody: the order, and the claimed handover; null: the order's own holder. */
		orderNo: id64(),
		handover: uuid(),
		createdAt: time().notNull(),
		/** When its holder ended it, or a newer device took its place. */
		endedAt: time(),
	},
	(t) => [
		primaryKey({ columns: [t.event, t.ticket, t.delegation] }),
		index('pass_certificates_live').on(t.event, t.ticket).where(sql`${t.endedAt} IS NULL`),
	],
);

/**
 * Codes that stand on paper or in a text message. Only their hashes are here. One counts while the ticket has the holder
 * that it was given to, as a certificate does.
 */
export const staticPasses = relay.table(
	'static_passes',
	{
		/** The event's contract. */
		event: text().notNull(),
		/** `staticCodeHash` of the code. */
		codeHash: bytes().notNull(),
		/** Its id on chain: order << 5 | index. */
		ticket: u64().notNull(),
		owner: text().notNull(),
		/** Where the ticket is in custody: the order, and the claimed handover; null: the order's own holder. */
		orderNo: id64(),
		handover: uuid(),
		/** How its holder got it. */
		way: text().$type<StaticPassWay>().notNull(),
		createdAt: time().notNull(),
		/** When a newer code took its place, or its holder wanted one phone only. */
		endedAt: time(),
	},
	(t) => [
		primaryKey({ columns: [t.event, t.codeHash] }),
		index('static_passes_ticket').on(t.event, t.ticket).where(sql`${t.endedAt} IS NULL`),
	],
);

export type StaticPassRow = typeof staticPasses.$inferSelect;

export type PassCertificateRow = typeof passCertificates.$inferSelect;
