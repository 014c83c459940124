import { xdr } from '@stellar/stellar-sdk';
import { and, eq, inArray, lt } from 'drizzle-orm';
import type { Logger } from 'pino';
import { decodeAnnouncement } from '#shared/chain/events/announcements.ts';
import { type EventPage, eventPages } from '#shared/chain/rpc.ts';
import { passaName, type RawEvent } from '#shared/contract/raw-event.ts';
import { type EventVersions, eventVersions, versionOf } from '#shared/contract/versions.ts';
import { PassaError } from '#shared/errors.ts';
import { hex } from '#shared/hex.ts';
import { enqueueNews, type News, newsOf } from '../contacts/enqueue-news.ts';
import { gateTickets } from '../models/gates.ts';
import { keeperEvents, keeperScans, keptEntries } from '../models/keeper.ts';
import type { Database, Transaction } from '../models/schema.ts';
import { changedOrders, wakeCustodySales } from '../payments/wake-custody-sales.ts';
import { addEvents, insertEntries } from './add-events.ts';
import { type EntryChanges, entryChanges } from './entry-changes.ts';
import { markGateTickets } from './mark-gate-tickets.ts';

export type Source = {
	db: Database;
	rpcUrl: string;
	registry: string;
	sinceLedger: number;
	log: Logger;
	/** The versions of the event contract that this relayer knows; all of them unless given. */
	versions?: EventVersions;
};

const filter = {
	type: 'contract' as const,
	topics: [[xdr.ScVal.scvSymbol('passa').toXdr('base64'), '**']],
};

/**
 * Reads the network's events since the last scan: marks the events that changed, wakes the sales of tickets that
 * changed, and lists new events and the entries that their events made. Each page and the scan's progress are one
 * transaction. Returns whether the RPC has lost ledgers in between.
 */
export async function scanChanges(source: Source, latestLedger: number): Promise<{ cut: boolean }> {
	const { db, registry, sinceLedger, log } = source;
	const [scan] = await db.select().from(keeperScans).where(eq(keeperScans.registry, registry));
	const from = Math.max((scan?.ledger ?? 0) + 1, sinceLedger, 1);
	if (from > latestLedger) return { cut: false };
	try {
		await readPages(source, from);
		return { cut: false };
	} catch (error) {
		if (!(error instanceof PassaError) || error.code !== 'HISTORY_CUT') throw error;
		const oldest = error.detail.oldest as number;
		log.error({ from, oldest }, 'the RPC has lost ledgers: every known event is read again');
		// The contracts' own entries say what is due, so the lost ledgers do not matter.
		await db
			.update(keeperEvents)
			.set({ changedLedger: latestLedger, termsLedger: latestLedger, ordersMissing: true });
		await db.transaction((tx) => wakeCustodySales(tx, {}, new Date()));
		await db.update(gateTickets).set({ changedLedger: latestLedger });
		await readPages(source, oldest);
		return { cut: true };
	}
}

async function readPages(source: Source, from: number): Promise<void> {
	for await (const page of eventPages(source.rpcUrl, [filter], from))
		await source.db.transaction((tx) => applyPage(tx, source, page));
}

async function applyPage(tx: Transaction, source: Source, page: EventPage): Promise<void> {
	const { registry } = source;
	const raw = page.events.filter((each) => each.inSuccessfulContractCall);
	await addEvents(tx, registry, announcedIn(raw, registry), source.versions);
	const changes = new Map(raw.map((each) => [each.contractId, each.ledger]));
	// Anybody may publish the topic `passa`: only announced contracts count.
	const known = await tx
		.select({ event: keeperEvents.event, wasmHash: keeperEvents.wasmHash })
		.from(keeperEvents)
		.where(inArray(keeperEvents.event, [...changes.keys()]));
	for (const { event, wasmHash } of known) {
		const ledger = changes.get(event)!;
		await tx
			.update(keeperEvents)
			.set({ changedLedger: ledger })
			.where(and(eq(keeperEvents.event, event), lt(keeperEvents.changedLedger, ledger)));
		const own = raw.filter((each) => each.contractId === event);
		await apply(tx, event, read(own, { event, wasmHash }, source), ledger);
	}
	const ledger = { ledger: page.scannedLedger };
	await tx
		.insert(keeperScans)
		.values({ registry, ...ledger })
		.onConflictDoUpdate({ target: keeperScans.registry, set: ledger });
}

const announcedIn = (raw: RawEvent[], registry: string) =>
	raw
		.filter((each) => each.contractId === registry && passaName(each) === 'announced')
		.map((each) => {
			const { event, no, wasmHash } = decodeAnnouncement(each, registry);
			return { event, no, wasmHash: hex(wasmHash), ledger: each.ledger };
		});

/** What a contract's events mean; null if this relayer cannot read them: then the indexer is asked for orders. */
function read(
	raw: RawEvent[],
	{ event, wasmHash }: { event: string; wasmHash: string | null },
	{ log, versions = eventVersions }: Source,
): (EntryChanges & { news: News[]; orders: bigint[] | null }) | null {
	try {
		const version = versionOf(wasmHash, versions);
		const events = raw.map((each) => version.decodeEvent(each, event));
		const news = events.flatMap((each, i) => newsOf(each, new Date(raw[i]!.ledgerClosedAt)) ?? []);
		return { ...entryChanges(events, event, version), news, orders: changedOrders(events) };
	} catch (error) {
		log.error({ event, err: error }, 'events of this contract cannot be read');
		return null;
	}
}

/** Lists what the events of one contract made, and notes what has to be read again because of them. */
async function apply(
	tx: Transaction,
	event: string,
	made: ReturnType<typeof read>,
	ledger: number,
): Promise<void> {
	const changes = {
		...(made ? {} : { ordersMissing: true }),
		...(made?.terms === false ? {} : { termsLedger: ledger }),
		...(made?.keeping === false ? {} : { keepUntil: null }),
	};
	if (Object.keys(changes).length > 0)
		await tx.update(keeperEvents).set(changes).where(eq(keeperEvents.event, event));
	await wakeCustodySales(tx, { event, chainOrders: made?.orders ?? undefined }, new Date());
	await markGateTickets(tx, event, made?.orders ?? null, ledger);
	if (!made) return;
	if (made.removed.length > 0) await tx.delete(keptEntries).where(inArray(keptEntries.key, made.removed));
	await insertEntries(tx, made.entries);
	await enqueueNews(tx, event, made.news, new Date());
}
