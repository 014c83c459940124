import { sql } from 'drizzle-orm';
import { index, integer, primaryKey, smallint, text, uuid } from 'drizzle-orm/pg-core';
import { bytes, id64, relay, time, u64 } from './schema.ts';

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

export type PassCertificateRow = typeof passCertificates.$inferSelect;
