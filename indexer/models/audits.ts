import { count, eq, inArray, sql } from 'drizzle-orm';
import { bigint, boolean, integer, jsonb, primaryKey, text, timestamp } from 'drizzle-orm/pg-core';
import type { Logger } from 'pino';
import type { Check } from '#shared/chain/audit/check.ts';
import { chain, type Database, type Reader, type Transaction } from './schema.ts';

/**
 * `entries` compares totals with the contract's entries on chain, `tickets` its tickets with the orders' entries. `models`
 * compares every row with the raw events, `sources` the newest ledger with the source's and the document with its place,
 * `ledgers` the stored ledgers with a history archive.
 */
export const auditKinds = ['entries', 'models', 'tickets', 'sources', 'ledgers'] as const;
export type AuditKind = (typeof auditKinds)[number];

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

type Row = typeof audits.$inferInsert;

const alerts: Record<AuditKind, string> = {
	entries: 'state audit: read models differ from the chain',
	models: 'model audit: read models differ from their raw events',
	tickets: 'ticket audit: tickets differ from the chain',
	sources: 'source audit: the newest ledger or the document is another one at its source',
	ledgers: 'ledger audit: a history archive has other ledgers',
};

/**
 * Replaces the earlier result for the same event and kind. A difference is logged as an error when it begins and when it
 * changes, with both values, and its end once: a line in each round would hide what is new.
 */
export async function recordAudits(db: Database, rows: Row[], log: Logger): Promise<void> {
	if (rows.length === 0) return;
	const earlier = await db.transaction(async (tx) => {
		const nos = rows.map(({ eventNo }) => eventNo);
		// Another node compares, too: one of them finds what the other one has recorded.
		const before = await tx.select().from(audits).where(inArray(audits.eventNo, nos)).for('update');
		await store(tx, rows);
		return new Map(before.map((row) => [keyOf(row), row]));
	});
	for (const row of rows) {
		const { eventNo, kind = 'entries', ledger, differences } = row;
		const before = earlier.get(keyOf(row));
		const found = { eventNo, kind, ledger, differences };
		if (!row.ok && (before?.ok !== false || textOf(before) !== textOf(row))) log.error(found, alerts[kind]);
		if (row.ok && before?.ok === false) log.info({ eventNo, kind, ledger }, `${alerts[kind]} no more`);
	}
}

const keyOf = ({ eventNo, kind = 'entries' }: Row): string => `${eventNo} ${kind}`;

const textOf = ({ differences }: Pick<Row, 'differences'>): string =>
	JSON.stringify(differences.map(({ name, expected, found }) => [name, expected, found]));

async function store(tx: Transaction, rows: Row[]): Promise<void> {
	await tx
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

/** How much one kind of audit has compared. `oldest`: when the event that waits longest was compared; null: none was. */
export type AuditAge = { kind: AuditKind; compared: number; differing: number; oldest: Date | null };

/** Of each kind that is made here, in one order. Events that were never compared are not in it: `compared` lacks them. */
export async function auditAges(db: Reader): Promise<AuditAge[]> {
	const found = await db
		.select({
			kind: audits.kind,
			compared: count(),
			differing: sql<number>`(count(*) filter (where not ${audits.ok}))::integer`,
			oldest: sql<Date | null>`min(${audits.at})`.mapWith(audits.at),
		})
		.from(audits)
		.groupBy(audits.kind);
	const byKind = new Map(found.map((age) => [age.kind, age]));
	return auditKinds.flatMap((kind) => {
		if (kind === 'ledgers' && !byKind.has(kind)) return [];
		return byKind.get(kind) ?? { kind, compared: 0, differing: 0, oldest: null };
	});
}
