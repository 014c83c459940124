import { and, eq, sql } from 'drizzle-orm';
import { bigint, integer, smallint, text, timestamp } from 'drizzle-orm/pg-core';
import { PassaError } from '#shared/errors.ts';
import { chain, type Database, type Reader, type Transaction } from './schema.ts';

export type SourceState = 'ready' | 'waiting' | 'lagging' | 'gap' | 'divergent';

/** One row: which chain this is, the last ledger read, the leader's epoch, and the state of the source. */
export const checkpoint = chain.table('checkpoint', {
	id: smallint().primaryKey().default(1),
	network: text().notNull(),
	registry: text().notNull(),
	/** Where Passa keeps the money of payees who are paid later; null if nobody can be. */
	payouts: text(),
	/** The last ledger that is read completely. */
	ledger: integer().notNull(),
	/** Its header's hash; null if the header was not read. */
	hash: text(),
	/** When it closed, by its header. */
	closedAt: timestamp({ withTimezone: true }),
	/** The first ledger that was read. */
	startLedger: integer().notNull().default(1),
	/** Rises with every leader: an earlier leader can no longer write. */
	epoch: bigint({ mode: 'number' }).notNull().default(0),
	/** The registry's last number. */
	announced: integer().notNull().default(0),
	/** Events with our topic from contracts that the registry never announced: counted, never stored. */
	foreignEvents: bigint({ mode: 'number' }).notNull().default(0),
	latestLedger: integer(),
	oldestLedger: integer(),
	state: text().$type<SourceState>().notNull().default('waiting'),
	reason: text().notNull().default('has not asked its source yet'),
	stateSince: timestamp({ withTimezone: true }).notNull().defaultNow(),
	/** The hash of the reducers that all rows follow from; null if an earlier release made them. */
	reducers: text(),
});

export type Checkpoint = typeof checkpoint.$inferSelect;

/** Starts at `startLedger`, or continues. Throws DATABASE_OF_ANOTHER_CHAIN for another network or registry. */
export async function openCheckpoint(
	db: Database,
	identity: {
		network: string;
		registry: string;
		startLedger: number;
		payouts?: string | null;
		/** Of an empty database: those that will make its rows. */
		reducers?: string;
	},
): Promise<Checkpoint> {
	const { network, registry, startLedger, payouts = null, reducers } = identity;
	await db
		.insert(checkpoint)
		.values({ network, registry, ledger: startLedger - 1, startLedger, reducers })
		.onConflictDoNothing();
	const found = await readCheckpoint(db);
	if (found.network === network && found.registry === registry) {
		await db.update(checkpoint).set({ payouts });
		return { ...found, payouts };
	}
	throw new PassaError(
		'DATABASE_OF_ANOTHER_CHAIN',
		`the database holds the events of registry ${found.registry} on "${found.network}", not of ${registry} on "${network}"; give the indexer an empty one`,
	);
}

/** The account that Passa pays for payees who are paid later, as a part of a query; null if there is none. */
export const payoutsAddress = sql<string | null>`(select ${checkpoint.payouts} from ${checkpoint})`;

export type ReadCheckpointError = PassaError<'NOT_STARTED'>;

/** How far this database has read the chain. Throws ReadCheckpointError (503) before the first start. */
export async function readCheckpoint(db: Reader): Promise<Checkpoint> {
	const [row] = await db.select().from(checkpoint);
	if (!row) throw new PassaError('NOT_STARTED', 'the indexer has not started yet', { status: 503 });
	return row;
}

/** Starts a new leader's epoch: every write of an earlier leader fails from now on. */
export async function nextEpoch(db: Reader): Promise<number> {
	const [row] = await db
		.update(checkpoint)
		.set({ epoch: sql`${checkpoint.epoch} + 1` })
		.returning({ epoch: checkpoint.epoch });
	return row!.epoch;
}

export type Move = {
	epoch: number;
	from: number;
	to: number;
	/** Of the header of `to`; null if it was not read. */
	hash: string | null;
	closedAt: Date | null;
	announced: number;
	foreignEvents: number;
	latestLedger: number;
	oldestLedger: number;
};

/** Compare and set. Throws FENCED if another leader took over or has already written this ledger. */
export async function moveCheckpoint(tx: Transaction, move: Move): Promise<void> {
	const moved = await tx
		.update(checkpoint)
		.set({
			ledger: move.to,
			hash: move.hash,
			...(move.closedAt ? { closedAt: move.closedAt } : {}),
			announced: move.announced,
			foreignEvents: sql`${checkpoint.foreignEvents} + ${move.foreignEvents}`,
			latestLedger: move.latestLedger,
			oldestLedger: move.oldestLedger,
		})
		.where(and(eq(checkpoint.ledger, move.from), eq(checkpoint.epoch, move.epoch)))
		.returning({ ledger: checkpoint.ledger });
	if (moved.length === 0) throw new PassaError('FENCED', 'another indexer leads now');
}

/** `stateSince` moves only when the state changes. */
export async function recordState(
	db: Database,
	epoch: number,
	change: { state: SourceState; reason: string; latestLedger?: number; oldestLedger?: number },
): Promise<void> {
	const changed = sql`${checkpoint.state} is distinct from ${change.state}`;
	await db
		.update(checkpoint)
		.set({ ...change, stateSince: sql`case when ${changed} then now() else ${checkpoint.stateSince} end` })
		.where(eq(checkpoint.epoch, epoch));
}

/** For a write that moves nothing. Throws FENCED if another leader took over. Returns where the reading is. */
export async function lockCheckpoint(tx: Transaction, epoch: number): Promise<Checkpoint> {
	const [row] = await tx.select().from(checkpoint).where(eq(checkpoint.epoch, epoch)).for('update');
	if (!row) throw new PassaError('FENCED', 'another indexer leads now');
	return row;
}

/** For a message beside the leader's: no ledger is written until it commits, so none is news to it, and old to its reader. */
export async function holdCheckpoint(tx: Transaction): Promise<void> {
	await tx.select({ ledger: checkpoint.ledger }).from(checkpoint).for('share');
}

/** The registry's last number, after announcements of earlier ledgers were read. */
export async function raiseAnnounced(tx: Transaction, announced: number): Promise<void> {
	await tx.update(checkpoint).set({ announced: sql`greatest(${checkpoint.announced}, ${announced})` });
}
