import { and, asc, eq, gt, sql } from 'drizzle-orm';
import { type LedgerRow, ledgers } from '../models/ledgers.ts';
import { type RawEventRow, rawEvents } from '../models/raw-events.ts';
import type { Transaction } from '../models/schema.ts';

/** Reads what is stored of events: their raw events, and the ledgers that hold those. */
export type StoredReader = {
	/** A contract's raw events after an id, in order, at most so many. */
	rawEventsOf(contract: string, after: string, most: number): Promise<RawEventRow[]>;
	/** By sequence; one that is not stored is missing. */
	ledgersAt(sequences: number[]): Promise<Map<number, LedgerRow>>;
};

/** Asks the database each time. */
export const storedIn = (tx: Transaction): StoredReader => ({
	rawEventsOf: (contract, after, most) =>
		tx
			.select()
			.from(rawEvents)
			.where(and(eq(rawEvents.contract, contract), gt(rawEvents.id, after)))
			.orderBy(asc(rawEvents.id))
			.limit(most),
	ledgersAt: (sequences) => ledgersAt(tx, sequences),
});

/** The same for contracts with few raw events, which are all read at once: two questions instead of two for each. */
export async function readTogether(tx: Transaction, contracts: string[]): Promise<StoredReader> {
	const own = await rowsOfContracts(tx, contracts);
	const byContract = Map.groupBy(own, (row) => row.contract);
	const known = await ledgersAt(tx, [...new Set(own.map((row) => row.ledger))]);
	return {
		rawEventsOf: async (contract, after, most) =>
			(byContract.get(contract) ?? []).filter(({ id }) => id > after).slice(0, most),
		ledgersAt: async (sequences) => {
			const others = sequences.filter((sequence) => !known.has(sequence));
			for (const [sequence, row] of await ledgersAt(tx, others)) known.set(sequence, row);
			return known;
		},
	};
}

/** As drizzle would give them, in a third of the time: it looks at each value's column, and at a list's each character. */
async function rowsOfContracts(tx: Transaction, contracts: string[]): Promise<RawEventRow[]> {
	const { rows } = await tx.execute<Omit<RawEventRow, 'topics'> & { topics: string }>(sql`
		select id, ledger, tx_hash as "txHash", op, index, contract, array_to_string(topics, ',') as topics, value
		from ${rawEvents} where contract = any(string_to_array(${contracts.join()}, ',')) order by id`);
	return rows.map((row) => ({ ...row, topics: row.topics.split(',') }));
}

/** In the same way. */
async function ledgersAt(tx: Transaction, sequences: number[]): Promise<Map<number, LedgerRow>> {
	if (sequences.length === 0) return new Map();
	const { rows } = await tx.execute<Omit<LedgerRow, 'closedAt'> & { closed: number }>(sql`
		select sequence, hash, previous_hash as "previousHash", extract(epoch from closed_at)::float8 as closed,
			event_count as "eventCount", digest, proven
		from ${ledgers} where sequence = any(string_to_array(${sequences.join()}, ',')::integer[])`);
	return new Map(
		rows.map(({ closed, ...row }) => [
			row.sequence,
			{ ...row, closedAt: new Date(Math.round(closed * 1000)) },
		]),
	);
}
