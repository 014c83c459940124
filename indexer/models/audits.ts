import { sql } from 'drizzle-orm';
import { boolean, integer, jsonb, primaryKey, text, timestamp } from 'drizzle-orm/pg-core';
import type { Check } from '#shared/chain/audit/check.ts';
import { chain, type Database } from './schema.ts';

/** `entries`: totals, with the contract's entries in the ledger. `models`: every row, rebuilt from the raw events. */
export type AuditKind = 'entries' | 'models';

/** The last comparison, of each kind, of each event's read models. */
export const audits = chain.table(
	'audits',
	{
		eventNo: integer().notNull(),
		kind: text().$type<AuditKind>().notNull().default('entries'),
		/** The checkpoint at which both were read. */
		ledger: integer().notNull(),
		ok: boolean().notNull(),
		/** What differs, with both values. */
		differences: jsonb().$type<Check[]>().notNull(),
		at: timestamp({ withTimezone: true }).notNull(),
	},
	(t) => [primaryKey({ columns: [t.eventNo, t.kind] })],
);

/** Keeps the last result of each event and kind. */
export async function recordAudits(db: Database, rows: (typeof audits.$inferInsert)[]): Promise<void> {
	if (rows.length === 0) return;
	await db
		.insert(audits)
		.values(rows)
		.onConflictDoUpdate({
			target: [audits.eventNo, audits.kind],
			set: {
				ledger: sql`excluded.ledger`,
				ok: sql`excluded.ok`,
				differences: sql`excluded.differences`,
				at: sql`excluded.at`,
			},
		});
}
