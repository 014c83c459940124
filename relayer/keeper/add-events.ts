import { countersKey, instanceKey, paidKey, registeredKey } from '#shared/chain/state/event-state.ts';
import { type EntryKind, keeperEvents, keptEntries } from '../models/keeper.ts';
import type { Reader } from '../models/schema.ts';

export type NewEntry = { key: string; event: string | null; kind: EntryKind };

/** Rows of one statement: Postgres takes 65 535 parameters. */
const rowsAtOnce = 1000;

/** Puts events on the keeper's list, with the entries that each has from its first ledger on. Known ones stay as they are. */
export async function addEvents(
	db: Reader,
	registry: string,
	events: { event: string; no: number; ledger: number; wasmHash?: string; ordersMissing?: boolean }[],
): Promise<void> {
	if (events.length === 0) return;
	const rows = events.map(({ ledger, ...event }) => ({ ...event, changedLedger: ledger }));
	await db.insert(keeperEvents).values(rows).onConflictDoNothing();
	await insertEntries(
		db,
		events.flatMap(({ event }): NewEntry[] => [
			{ key: instanceKey(event), event, kind: 'instance' },
			{ key: countersKey(event), event, kind: 'counters' },
			{ key: paidKey(event), event, kind: 'paid' },
			{ key: registeredKey(registry, event), event, kind: 'registered' },
		]),
	);
}

/** Lists entries to be kept alive. Known ones stay as they are. */
export async function insertEntries(db: Reader, entries: NewEntry[]): Promise<void> {
	for (let i = 0; i < entries.length; i += rowsAtOnce)
		await db
			.insert(keptEntries)
			.values(entries.slice(i, i + rowsAtOnce))
			.onConflictDoNothing();
}
