import { and, eq, gt, lte, sql } from 'drizzle-orm';
import { cursors } from '../models/payments.ts';
import type { Database, Reader } from '../models/schema.ts';
import { wakeRails } from '../wake-rails.ts';
import { statementRead } from './load-facts.ts';

const statementDue = 'pull-due';
const wholeDue = 'pull-whole';

/** Pull is read this often while nobody waits for it. */
const every = 5 * 60_000;
/** The least time between two reads, however many wait. */
const atMost = 15_000;
/** All that Pull still lists is read again this often: a payment may have appeared late. */
const wholeEvery = 6 * 3_600_000;

/** What is due at the first start is due now. */
export async function openStatementTimes(db: Database, now: Date): Promise<void> {
	await db
		.insert(cursors)
		.values([statementDue, wholeDue].map((name) => ({ name, at: now })))
		.onConflictDoNothing();
}

/** Somebody waits for what Pull may show: it is read soon. */
export async function requestStatement(db: Database, now: Date): Promise<void> {
	const read = db.select({ at: cursors.at }).from(cursors).where(eq(cursors.name, statementRead));
	const soon = sql`greatest(${now}::timestamptz, (${read}) + ${`${atMost} milliseconds`}::interval)`;
	const moved = await db
		.update(cursors)
		.set({ at: soon })
		.where(and(eq(cursors.name, statementDue), gt(cursors.at, soon)))
		.returning({ name: cursors.name });
	if (moved.length > 0) await wakeRails(db, 'pull');
}

/** Takes what is due, for this process alone: each due time is given out once. `whole`: all that Pull lists. */
export async function takeDueStatement(db: Database, now: Date): Promise<{ whole: boolean } | null> {
	if (!(await claim(db, statementDue, now, every))) return null;
	return { whole: await claim(db, wholeDue, now, wholeEvery) };
}

/** A read that failed is due again. */
export async function retryStatement(db: Database, { whole }: { whole: boolean }, at: Date): Promise<void> {
	await db.update(cursors).set({ at }).where(eq(cursors.name, statementDue));
	if (whole) await db.update(cursors).set({ at }).where(eq(cursors.name, wholeDue));
}

async function claim(db: Database, name: string, now: Date, next: number): Promise<boolean> {
	const taken = await db
		.update(cursors)
		.set({ at: new Date(now.getTime() + next) })
		.where(and(eq(cursors.name, name), lte(cursors.at, now)))
		.returning({ name: cursors.name });
	return taken.length > 0;
}

export async function nextStatementAt(db: Reader): Promise<number | null> {
	const [row] = await db.select().from(cursors).where(eq(cursors.name, statementDue));
	return row?.at.getTime() ?? null;
}
