import { and, eq, gt, lte, sql } from 'drizzle-orm';
import { type CursorName, cursors } from '../models/payments.ts';
import type { Database, Reader } from '../models/schema.ts';
import type { Provider } from '../providers.ts';
import { wakeRails } from '../wake-rails.ts';
import { statementRead } from './load-facts.ts';

const statementDue = 'statement-due' satisfies CursorName;
const wholeDue = 'statement-whole' satisfies CursorName;
const afterFailure = 'statement-retry' satisfies CursorName;

/** The statement is read this often while nothing waits for it. Milliseconds, as all of these. */
const every = 5 * 60_000;
/** The shortest time between two reads, for any number of waiting orders. */
const atMost = 15_000;
/** The whole statement is read again this often: a payment may have appeared late. */
const wholeEvery = 6 * 3_600_000;

const isCursor = (provider: Provider, name: CursorName) =>
	and(eq(cursors.provider, provider), eq(cursors.name, name));

/** Makes both reads due at the first start. */
export async function openStatementTimes(db: Database, provider: Provider, now: Date): Promise<void> {
	await db
		.insert(cursors)
		.values([statementDue, wholeDue].map((name) => ({ provider, name: name as CursorName, at: now })))
		.onConflictDoNothing();
}

/**
 * Moves the next read forward: something waits for what the statement may show. A read that failed is not moved: a
 * provider in trouble is not asked more often because many wait for it.
 */
export async function requestStatement(db: Database, provider: Provider, now: Date): Promise<void> {
	const read = db.select({ at: cursors.at }).from(cursors).where(isCursor(provider, statementRead));
	const retry = db.select({ at: cursors.at }).from(cursors).where(isCursor(provider, afterFailure));
	const soon = sql`greatest(${now}::timestamptz, (${read}) + ${`${atMost} milliseconds`}::interval, (${retry}))`;
	const moved = await db
		.update(cursors)
		.set({ at: soon })
		.where(and(isCursor(provider, statementDue), gt(cursors.at, soon)))
		.returning({ name: cursors.name });
	if (moved.length > 0) await wakeRails(db, 'statement');
}

/**
 * Reserves a due read for this process alone: each due time is given out once. `whole`: read all that the provider
 * lists.
 */
export async function reserveDueStatement(
	db: Database,
	provider: Provider,
	now: Date,
): Promise<{ whole: boolean } | null> {
	if (!(await advance(db, provider, statementDue, now, every))) return null;
	return { whole: await advance(db, provider, wholeDue, now, wholeEvery) };
}

/** Makes a read that failed due again at a time. */
export async function retryStatement(
	db: Database,
	provider: Provider,
	{ whole }: { whole: boolean },
	at: Date,
): Promise<void> {
	await db.update(cursors).set({ at }).where(isCursor(provider, statementDue));
	if (whole) await db.update(cursors).set({ at }).where(isCursor(provider, wholeDue));
	await db
		.insert(cursors)
		.values({ provider, name: afterFailure, at })
		.onConflictDoUpdate({ target: [cursors.provider, cursors.name], set: { at } });
}

async function advance(
	db: Database,
	provider: Provider,
	name: CursorName,
	now: Date,
	next: number,
): Promise<boolean> {
	const taken = await db
		.update(cursors)
		.set({ at: new Date(now.getTime() + next) })
		.where(and(isCursor(provider, name), lte(cursors.at, now)))
		.returning({ name: cursors.name });
	return taken.length > 0;
}

/** Milliseconds since 1970; null before the first start. */
export async function nextStatementAt(db: Reader, provider: Provider): Promise<number | null> {
	const [row] = await db.select().from(cursors).where(isCursor(provider, statementDue));
	return row?.at.getTime() ?? null;
}
