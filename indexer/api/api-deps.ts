import type { Database } from '../models/schema.ts';

/** How far the chain is read, as this node knows it. */
export type Progress = {
	readonly ledger: number;
	/** The network's time in Unix seconds: what is due depends on it. */
	readonly now: bigint;
	/** Whether the ledger is read within the time. */
	waitForLedger(ledger: number, milliseconds: number): Promise<boolean>;
};

/** What every route of the indexer needs. */
export type Deps = { db: Database; progress: Progress };
