import { asc, eq, isNull, lt, or, sql } from 'drizzle-orm';
import { integer, primaryKey, text, timestamp } from 'drizzle-orm/pg-core';
import type { RawEvent } from '#shared/contract/raw-event.ts';
import { events } from './events.ts';
import { asRaw } from './raw-events.ts';
import { chain, type Reader, type Transaction } from './schema.ts';

/**
 * The asset's movements from and to an event's contract, as base64 XDR: also money that somebody sent it without a sale. The
 * service may add rows, and change none.
 */
export const movements = chain.table(
	'movements',
	{
		eventNo: integer().notNull(),
		id: text().notNull(),
		ledger: integer().notNull(),
		closedAt: timestamp({ withTimezone: true }).notNull(),
		contract: text().notNull(),
		txHash: text().notNull(),
		topics: text().array().notNull(),
		value: text().notNull(),
	},
	(t) => [primaryKey({ columns: [t.eventNo, t.id] })],
);

/** The ledgers whose movements of an event are stored, all of them: from `sinceLedger` to `ledger`. */
export const movementReads = chain.table('movement_reads', {
	eventNo: integer().primaryKey(),
	sinceLedger: integer().notNull(),
	ledger: integer().notNull(),
});

/** An event whose movements are to be read, from `startLedger` on. `sinceLedger` is null where none was read so far. */
export type DueMovements = {
	eventNo: number;
	address: string;
	asset: string;
	startLedger: number;
	sinceLedger: number | null;
};

const mostDue = 1000;

/**
 * Events whose movements were never read, or not since their last change, or not for `age` ledgers: a node keeps seven days.
 * Those that were read longest ago come first.
 */
export async function movementsDue(db: Reader, ledger: number, age: number): Promise<DueMovements[]> {
	const rows = await db
		.select({ event: events, read: movementReads })
		.from(events)
		.leftJoin(movementReads, eq(movementReads.eventNo, events.no))
		.where(
			or(
				isNull(movementReads.eventNo),
				lt(movementReads.ledger, events.ledger),
				lt(movementReads.ledger, ledger - age),
			),
		)
		.orderBy(sql`${movementReads.ledger} NULLS FIRST`, asc(events.no))
		.limit(mostDue);
	return rows.map(({ event, read }) => dueOf(event, read));
}

/** What is left to read of one event. */
export async function movementsLeft(db: Reader, no: number): Promise<DueMovements> {
	const [row] = await db
		.select({ event: events, read: movementReads })
		.from(events)
		.leftJoin(movementReads, eq(movementReads.eventNo, events.no))
		.where(eq(events.no, no));
	return dueOf(row!.event, row!.read);
}

const dueOf = (
	{ no, address, usdc, announcedLedger }: typeof events.$inferSelect,
	read: typeof movementReads.$inferSelect | null,
): DueMovements => ({
	...{ eventNo: no, address, asset: usdc },
	startLedger: read ? read.ledger + 1 : announcedLedger,
	sinceLedger: read?.sinceLedger ?? null,
});

/** Adds what was read of an event, and the ledgers that it covers. */
export async function storeMovements(
	tx: Transaction,
	eventNo: number,
	list: RawEvent[],
	covered: { sinceLedger: number; ledger: number },
): Promise<void> {
	const rows = list.map((raw) => ({
		...{ eventNo, id: raw.id, ledger: raw.ledger, closedAt: new Date(raw.ledgerClosedAt) },
		...{ contract: raw.contractId, txHash: raw.txHash, topics: raw.topic, value: raw.value },
	}));
	for (let i = 0; i < rows.length; i += 2000)
		await tx
			.insert(movements)
			.values(rows.slice(i, i + 2000))
			.onConflictDoNothing();
	const { sinceLedger, ledger } = covered;
	await tx
		.insert(movementReads)
		.values({ eventNo, sinceLedger, ledger })
		.onConflictDoUpdate({
			target: movementReads.eventNo,
			set: { sinceLedger, ledger: sql`greatest(${movementReads.ledger}, ${ledger})` },
		});
}

/** The stored movements of an event, in order, as a node gives them. */
export async function movementsOf(db: Reader, eventNo: number): Promise<RawEvent[]> {
	const rows = await db
		.select()
		.from(movements)
		.where(eq(movements.eventNo, eventNo))
		.orderBy(asc(movements.id));
	return rows.map((row) => asRaw(row, row.closedAt));
}
