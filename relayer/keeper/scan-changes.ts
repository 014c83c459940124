import { xdr } from '@stellar/stellar-sdk';
import { and, eq, inArray, lt } from 'drizzle-orm';
import type { Logger } from 'pino';
import { decodeAnnouncement, decodeEvent, passaName, type RawEvent } from '#shared/chain/events/decode.ts';
import { ordersOf } from '#shared/chain/events/orders.ts';
import { type EventPage, eventPages } from '#shared/chain/rpc.ts';
import { movedKey, orderKey } from '#shared/chain/state/event-state.ts';
import { PassaError } from '#shared/errors.ts';
import { type KeptEntry, keeperEvents, keeperScans } from '../models/keeper.ts';
import type { Database, Transaction } from '../models/schema.ts';
import { addEvents, insertEntries } from './list.ts';

export type Source = { db: Database; rpcUrl: string; registry: string; sinceLedger: number; log: Logger };

const filter = {
	type: 'contract' as const,
	topics: [[xdr.ScVal.scvSymbol('passa').toXdr('base64'), '**']],
};

/**
 * Reads the network's events since the last scan: marks the events that changed, and lists new events, orders and moved
 * tickets. Each page and the scan's progress are one transaction. Returns whether the RPC has lost ledgers in between.
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
		// Whatever happened in the lost ledgers, the contracts' own entries say what is due.
		await db.update(keeperEvents).set({ changedLedger: latestLedger, ordersMissing: true });
		await readPages(source, oldest);
		return { cut: true };
	}
}

async function readPages({ db, rpcUrl, registry, log }: Source, from: number): Promise<void> {
	for await (const page of eventPages(rpcUrl, [filter], from))
		await db.transaction((tx) => applyPage(tx, registry, page, log));
}

async function applyPage(tx: Transaction, registry: string, page: EventPage, log: Logger): Promise<void> {
	const raw = page.events.filter((each) => each.inSuccessfulContractCall);
	const announced = raw
		.filter((each) => each.contractId === registry && passaName(each) === 'announced')
		.map((each) => ({ ...decodeAnnouncement(each, registry), ledger: each.ledger }));
	await addEvents(tx, registry, announced);
	const changes = new Map(raw.map((each) => [each.contractId, each.ledger]));
	// Anybody may publish the topic `passa`: only announced contracts count.
	const known = await tx
		.select({ event: keeperEvents.event })
		.from(keeperEvents)
		.where(inArray(keeperEvents.event, [...changes.keys()]));
	for (const { event } of known) {
		const ledger = changes.get(event)!;
		await tx
			.update(keeperEvents)
			.set({ changedLedger: ledger })
			.where(and(eq(keeperEvents.event, event), lt(keeperEvents.changedLedger, ledger)));
	}
	const ours = new Set(known.map(({ event }) => event));
	await insertEntries(
		tx,
		raw.filter((each) => ours.has(each.contractId)).flatMap((each) => entriesOf(each, log)),
	);
	const ledger = { ledger: page.scannedLedger };
	await tx
		.insert(keeperScans)
		.values({ registry, ...ledger })
		.onConflictDoUpdate({ target: keeperScans.registry, set: ledger });
}

/** Entries that an event of a contract's log has made. One that this relayer cannot read changes dues all the same. */
function entriesOf(raw: RawEvent, log: Logger): Pick<KeptEntry, 'key' | 'event' | 'kind'>[] {
	const event = raw.contractId;
	try {
		const read = decodeEvent(raw, event);
		if (read.name === 'moved') return [{ key: movedKey(event, read.payload.ticket), event, kind: 'moved' }];
		return ordersOf([read]).map(({ id }) => ({ key: orderKey(event, id), event, kind: 'order' }));
	} catch (error) {
		log.error(
			{ event, id: raw.id, err: error },
			'this event of a contract cannot be read: its entries are not kept alive',
		);
		return [];
	}
}
