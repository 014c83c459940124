import { desc, lte } from 'drizzle-orm';
import { integer, text, timestamp } from 'drizzle-orm/pg-core';
import { chain, type Reader } from './schema.ts';

/** Ledgers that hold our events, and an anchor now and then between them: what the source is held against. */
export const ledgers = chain.table('ledgers', {
	sequence: integer().primaryKey(),
	hash: text().notNull(),
	previousHash: text().notNull(),
	closedAt: timestamp({ withTimezone: true }).notNull(),
	eventCount: integer().notNull(),
	/** SHA-256 over the stored events' ids, contracts, topics and values. */
	digest: text().notNull(),
});

export type LedgerRow = typeof ledgers.$inferSelect;

/** The newest ledger that we hold a hash of, not after `sequence`. */
export async function anchorUpTo(db: Reader, sequence: number): Promise<LedgerRow | null> {
	const [row] = await db
		.select()
		.from(ledgers)
		.where(lte(ledgers.sequence, sequence))
		.orderBy(desc(ledgers.sequence))
		.limit(1);
	return row ?? null;
}
