import type { Database, Reader } from './schema.ts';

/**
 * Runs all queries of `work` at one moment of the database: no ledger that is written meanwhile shows in one and not in
 * another.
 */
export type ReadOneMoment = <T>(work: (db: Reader) => Promise<T>) => Promise<T>;

/** `work` runs one query after the other: a transaction has one connection. */
export const oneMomentOf =
	(db: Database): ReadOneMoment =>
	(work) =>
		db.transaction(work, { isolationLevel: 'repeatable read', accessMode: 'read only' });
