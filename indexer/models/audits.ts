import { sql } from 'drizzle-orm';
import { boolean, integer, jsonb, primaryKey, text, timestamp } from 'drizzle-orm/pg-core';
import type { Check } from '#shared/chain/audit/check.ts';
import { chain, type Database } from './schema.ts';

/** `entries` compares totals with the contract's entries on chain. `models` compares every row with the raw events. */
export type AuditKind = 'entries' | 'models';

/** The newest audit result for each event and kind. */
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

/** Replaces the earlier result for the same event and kind. */
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
