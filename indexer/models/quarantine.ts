import { asc, eq, lte, sql } from 'drizzle-orm';
import { integer, text, timestamp } from 'drizzle-orm/pg-core';
import { chain, type Database, type Reader } from './schema.ts';

/**
 * Logs with a hole: events of a contract, or announcements of the registry, that the source did not give. Their later
 * events wait, and those of all other contracts go on. A log leaves when the source gives what was missing.
 */
export const quarantine = chain.table('quarantine', {
	/** The event's contract, or the registry. */
	contract: text().primaryKey(),
	/** The event's number; null for the registry's own log. */
	no: integer(),
	/** A stable code, and a sentence for operators. */
	code: text().notNull(),
	reason: text().notNull(),
	/** The ledger of the last event that is known: missing events are in it or after it. */
	fromLedger: integer().notNull(),
	/** Where tickets differ: the ledgers in which their orders' entries changed last. */
	changedIn: integer().array().notNull().default(sql`'{}'::integer[]`),
	since: timestamp({ withTimezone: true }).notNull().defaultNow(),
	tries: integer().notNull().default(0),
	nextAt: timestamp({ withTimezone: true }).notNull().defaultNow(),
});

/** The code of an event whose log is whole, while tickets differ from its contract's entries: plain events are missing. */
export const ticketsDiffer = 'TICKETS_DIFFER';

/** Whether events of its log are missing, by the code that it is held for; null if it is not. */
export const isHole = (code: string | null): boolean => code !== null && code !== ticketsDiffer;

export type QuarantineRow = typeof quarantine.$inferSelect;
export type BrokenLog = Pick<QuarantineRow, 'contract' | 'no' | 'code' | 'reason' | 'fromLedger'> & {
	changedIn?: number[];
};

/**
 * Puts logs into quarantine. A log that is there already keeps its time and its next try, and its reason too if that is
 * to be kept.
 */
export async function quarantineLogs(
	db: Reader,
	broken: BrokenLog[],
	reason: 'replace' | 'keep' = 'replace',
): Promise<void> {
	if (broken.length === 0) return;
	const inserted = db.insert(quarantine).values(broken);
	await (reason === 'keep'
		? inserted.onConflictDoNothing()
		: inserted.onConflictDoUpdate({
				target: quarantine.contract,
				set: { code: sql`excluded.code`, reason: sql`excluded.reason` },
			}));
}

export const readQuarantine = (db: Reader): Promise<QuarantineRow[]> =>
	db.select().from(quarantine).orderBy(asc(quarantine.since), asc(quarantine.contract));

const logsAtOnce = 20;

export const dueLogs = (db: Reader): Promise<QuarantineRow[]> =>
	db
		.select()
		.from(quarantine)
		.where(lte(quarantine.nextAt, sql`now()`))
		.orderBy(asc(quarantine.nextAt))
		.limit(logsAtOnce);

export async function releaseLog(db: Reader, contract: string): Promise<void> {
	await db.delete(quarantine).where(eq(quarantine.contract, contract));
}

/** The next try comes after a pause that doubles, from a second up to a minute. */
export async function postponeLog(
	db: Database,
	contract: string,
	found: { code: string; reason: string },
): Promise<void> {
	await db
		.update(quarantine)
		.set({
			...found,
			tries: sql`${quarantine.tries} + 1`,
			nextAt: sql`now() + least(power(2, least(${quarantine.tries}, 6)), 60) * interval '1 second'`,
		})
		.where(eq(quarantine.contract, contract));
}
