import type { EventVersions } from '#shared/contract/versions.ts';
import { keeperEvents, keptEntries } from '../models/keeper.ts';
import type { Reader } from '../models/schema.ts';
import { initialEntries, type NewEntry } from './entry-changes.ts';

/** Rows of one statement: Postgres takes 65 535 parameters. */
const rowsAtOnce = 1000;

/** Puts events on the keeper's list, with the entries that each has from its first ledger on. Known ones stay as they are. */
export async function addEvents(
	db: Reader,
	registry: string,
	events: { event: string; no: number; ledger: number; wasmHash?: string; ordersMissing?: boolean }[],
	versions?: EventVersions,
): Promise<void> {
	if (events.length === 0) return;
	const rows = events.map(({ ledger, ...event }) => ({ ...event, changedLedger: ledger }));
	await db.insert(keeperEvents).values(rows).onConflictDoNothing();
	await insertEntries(
		db,
		events.flatMap(({ event, wasmHash }) => initialEntries(registry, event, wasmHash, versions)),
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
