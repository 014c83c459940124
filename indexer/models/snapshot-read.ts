import type { Database, Reader } from './schema.ts';

/**
 * Runs all queries of `work` at one moment of the database: no ledger that is written meanwhile shows in one and not in
 * another.
 */
export type SnapshotRead = <T>(work: (db: Reader) => Promise<T>) => Promise<T>;

/** `work` runs one query after the other: a transaction has one connection. */
export const snapshotReadOf =
	(db: Database): SnapshotRead =>
	(work) =>
		db.transaction(work, { isolationLevel: 'repeatable read', accessMode: 'read only' });
