import { boolean, integer, jsonb, timestamp } from 'drizzle-orm/pg-core';
import type { Check } from '#shared/chain/audit/check.ts';
import { chain } from './schema.ts';

/** The last comparison of each event's read models with its entries in the ledger. */
export const audits = chain.table('audits', {
	eventNo: integer().primaryKey(),
	/** The checkpoint at which both were read. */
	ledger: integer().notNull(),
	ok: boolean().notNull(),
	/** What differs, with both values. */
	differences: jsonb().$type<Check[]>().notNull(),
	at: timestamp({ withTimezone: true }).notNull(),
});
