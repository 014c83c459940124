import { eq, sql } from 'drizzle-orm';
import { bigint, boolean, integer, jsonb, primaryKey, text, timestamp } from 'drizzle-orm/pg-core';
import type { Check } from '#shared/chain/audit/check.ts';
import { chain, type Database } from './schema.ts';

/**
 * `entries` compares totals with the contract's entries on chain, `tickets` its tickets with the orders' entries. `models`
 * compares every row with the raw events, `ledgers` the stored ledgers with a history archive.
 */
export type AuditKind = 'entries' | 'models' | 'tickets' | 'ledgers';

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
		/**
		 * Of `tickets` the last order that was compared of an event with many; null once all were. Of `ledgers` how many of the
		 * event's ledgers there were up to `ledger`.
		 */
		after: bigint({ mode: 'bigint' }),
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
				after: sql`excluded.after`,
				at: sql`excluded.at`,
			},
		});
}

/** What an audit found that is not made any more: it would stay as it was. */
export async function dropAudits(db: Database, kind: AuditKind): Promise<void> {
	await db.delete(audits).where(eq(audits.kind, kind));
}
