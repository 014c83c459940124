import type { SnapshotRead } from '../models/snapshot-read.ts';

/** How far the chain is read, as this node knows it. */
export type Progress = {
	readonly ledger: number;
	/** The network's time in Unix seconds: what is due depends on it. */
	readonly now: bigint;
	/** The network can have closed no ledger above this one yet, however far this node is behind. */
	readonly farthest: number;
	/** Resolves to true once the ledger is read, to false when the time is over first. */
	waitForLedger(ledger: number, milliseconds: number): Promise<boolean>;
	/** The newest ledger that the source has now; null where it does not answer, or stands still. */
	newestAtSource(): Promise<number | null>;
};

/** What every route of the indexer needs. Each answer shows one moment. */
export type Deps = { read: SnapshotRead; progress: Progress };
