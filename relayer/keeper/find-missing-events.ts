import { and, count, eq, lt } from 'drizzle-orm';
import { entriesAt } from '#shared/chain/rpc.ts';
import { countersKey, entryNative, registeredKey } from '#shared/chain/state/event-state.ts';
import { readRegistry } from '#shared/chain/state/read-registry-config.ts';
import { type EventVersions, eventVersions } from '#shared/contract/versions.ts';
import { closeAlerts, openAlert } from '../cases/open-alert.ts';
import { keeperEvents, keeperScans } from '../models/keeper.ts';
import type { Database } from '../models/schema.ts';
import { addEvents } from './add-events.ts';

/** Another source of events, for ledgers that the RPC no longer has: the indexer. */
export type Archive = {
	/** Every event that it knows. */
	events(): Promise<{ event: string; no: number }[]>;
	/** The ids of all orders of an event. */
	orders(event: string): Promise<bigint[]>;
};

export type EventSources = {
	db: Database;
	rpcUrl: string;
	registry: string;
	archive: Archive | null;
	versions?: EventVersions;
};

const reason = 'EVENTS_MISSING';

/**
 * Compares the keeper's list with the registry's own count, and completes it from the archive. Each such event is
 * checked against the registry's entry. Returns how many are still missing; these open a case.
 */
export async function findMissingEvents(source: EventSources, now: Date): Promise<number> {
	const { db, rpcUrl, registry } = source;
	const { count: announced } = await readRegistry(rpcUrl, registry);
	if (announced > (await known(db))) await addArchived(source);
	const missing = Math.max(0, announced - (await known(db)));
	if (missing === 0) await closeAlerts(db, reason, [registry], 'The list is complete.', now);
	else await openAlert(db, { reason, subject: registry, facts: { missing: String(missing) } }, now);
	return missing;
}

/**
 * Marks events whose counters changed after the ledger in which their last event was seen: the RPC left one out. Their
 * entries say what is due, so nothing else is lost.
 */
export async function findChangedEvents({
	db,
	rpcUrl,
	registry,
	versions = eventVersions,
}: Omit<EventSources, 'archive'>): Promise<void> {
	const [scan] = await db.select().from(keeperScans).where(eq(keeperScans.registry, registry));
	const rows = await db.select().from(keeperEvents);
	const keysOf = (event: string) => Object.values(versions).map((version) => countersKey(event, version));
	const { found } = await entriesAt(
		rpcUrl,
		rows.flatMap(({ event }) => keysOf(event)),
	);
	for (const { event, changedLedger } of rows) {
		const ledgers = keysOf(event).map((key) => found.get(key)?.lastModifiedLedgerSeq ?? 0);
		const changed = Math.max(...ledgers);
		// What changed later, the next scan reads.
		if (changed <= changedLedger || changed > (scan?.ledger ?? 0)) continue;
		await db
			.update(keeperEvents)
			.set({ changedLedger: changed, termsLedger: changed, ordersMissing: true })
			.where(and(eq(keeperEvents.event, event), lt(keeperEvents.changedLedger, changed)));
	}
}

async function known(db: Database): Promise<number> {
	const [row] = await db.select({ n: count() }).from(keeperEvents);
	return Number(row!.n);
}

async function addArchived({ db, rpcUrl, registry, archive, versions }: EventSources): Promise<void> {
	const listed = (await archive?.events().catch(() => [])) ?? [];
	if (listed.length === 0) return;
	const { found, latestLedger } = await entriesAt(
		rpcUrl,
		listed.map(({ event }) => registeredKey(registry, event)),
	);
	const real = listed.filter(({ event, no }) => {
		const entry = found.get(registeredKey(registry, event));
		return entry !== undefined && entryNative<{ no: number }>(entry).no === no;
	});
	await addEvents(
		db,
		registry,
		real.map((each) => ({ ...each, ledger: latestLedger, ordersMissing: true })),
		versions,
	);
}
