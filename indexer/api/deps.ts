import type { Database } from '../models/schema.ts';

/** How far this node knows the chain to be read. */
export type Progress = {
	readonly ledger: number;
	/** The network's time in Unix seconds: what is due depends on it. */
	readonly now: bigint;
	/** Whether the ledger is read within the time. */
	waitForLedger(ledger: number, milliseconds: number): Promise<boolean>;
};

export type Deps = { db: Database; progress: Progress };
