import { index, smallint, text } from 'drizzle-orm/pg-core';
import { platform, time } from './schema.ts';

/** Pending proofs of an identity: a code that was sent, or a wallet's challenge. Each is used once. */
export const proofs = platform.table(
	'proofs',
	{
		/**
		 * `code:<purpose>:<kind>:<HMAC of number or address>:<HMAC of the asker>`, `code:long:<purpose>:<kind>:<HMAC>:<two
		 * hours>` or `wallet:<nonce>`. A new short code replaces the asker's one before.
		 */
		id: text().primaryKey(),
		/** The HMAC of a code, or a challenge as JSON. */
		value: text().notNull(),
		tries: smallint().notNull().default(0),
		createdAt: time().notNull(),
		expiresAt: time().notNull(),
	},
	(t) => [index().on(t.expiresAt)],
);
