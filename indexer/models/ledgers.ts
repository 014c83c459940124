import { desc, lte } from 'drizzle-orm';
import { boolean, integer, text, timestamp } from 'drizzle-orm/pg-core';
import { chain, type Reader } from './schema.ts';

/**
 * Ledgers with our events, and anchors: ledgers between them, kept for their hash. `check-anchor.ts` compares the newest
 * with the source.
 */
export const ledgers = chain.table('ledgers', {
	sequence: integer().primaryKey(),
	hash: text().notNull(),
	previousHash: text().notNull(),
	closedAt: timestamp({ withTimezone: true }).notNull(),
	eventCount: integer().notNull(),
	/** SHA-256 over the stored events' ids, contracts, topics and values. */
	digest: text().notNull(),
	/** Whether its events' transactions were checked against the header. */
	proven: boolean().notNull().default(false),
});

export type LedgerRow = typeof ledgers.$inferSelect;

/** The newest ledger with a recorded hash, up to `sequence`. */
export async function anchorUpTo(db: Reader, sequence: number): Promise<LedgerRow | null> {
	const [row] = await db
		.select()
		.from(ledgers)
		.where(lte(ledgers.sequence, sequence))
		.orderBy(desc(ledgers.sequence))
		.limit(1);
	return row ?? null;
}
