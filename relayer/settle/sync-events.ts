import { eq, inArray, isNull } from 'drizzle-orm';
import type { Logger } from 'pino';
import { announcedSince } from '#shared/chain/events/announcements.ts';
import { call } from '#shared/chain/rpc.ts';
import { eventVersions } from '#shared/contract/versions.ts';
import { PassaError } from '#shared/errors.ts';
import { hex } from '#shared/hex.ts';
import { keeperEvents } from '../models/keeper.ts';
import type { Database } from '../models/schema.ts';
import { events, scans } from '../models/tiers.ts';
import { addEvent, type EventKey, readStates } from './save-event.ts';

export type Source = { rpcUrl: string; registry: string; sinceLedger: number; log: Logger };

/**
 * Keeps a row for each event that the registry announced, and for each of its tiers; later `refreshTerms` changes them.
 * Returns how many events were new. An event that cannot be read keeps no other from being sold. The scan stops at it,
 * and at one of an unknown version, so that a later run or a newer release continues there.
 */
export async function syncEvents(
	db: Database,
	{ rpcUrl, registry, sinceLedger, log }: Source,
): Promise<number> {
	const { sequence, closeTime } = await call(rpcUrl, 'getLatestLedger');
	const [scan] = await db.select().from(scans).where(eq(scans.registry, registry));
	const from = Math.max((scan?.ledger ?? 0) + 1, sinceLedger, 1);
	if (from > sequence) return 0;
	const { announced, latestLedger } = await keptSince(rpcUrl, registry, from, log);
	const known = announced.filter(({ wasmHash }) => isKnown(hex(wasmHash)));
	const list = await unlisted(db, known);
	const { states, unreadable } = await readStates(rpcUrl, list, BigInt(closeTime));
	for (const { event, error } of unreadable)
		log.error({ event, err: error }, 'this event cannot be read: nothing is sold of it here');
	const isOfScan = ({ event }: EventKey): boolean => known.some((each) => each.event === event);
	const complete = known.length === announced.length && !unreadable.some(isOfScan);
	if (known.length < announced.length)
		log.error({ from }, 'EVENT_VERSION_UNKNOWN: events of newer code are not sold here; update');
	await db.transaction(async (tx) => {
		for (const each of states) await addEvent(tx, each);
		if (!complete) return;
		const ledger = { ledger: latestLedger };
		await tx
			.insert(scans)
			.values({ registry, ...ledger })
			.onConflictDoUpdate({ target: scans.registry, set: ledger });
	});
	return states.length;
}

const isKnown = (wasmHash: string | null): boolean =>
	wasmHash !== null && Object.hasOwn(eventVersions, wasmHash);

/**
 * The events that have no row yet: these, and those of the keeper's list. It has events of ledgers that the RPC has lost,
 * each confirmed by the registry.
 */
async function unlisted(db: Database, announced: EventKey[]): Promise<EventKey[]> {
	const kept = await db
		.select({ event: keeperEvents.event, no: keeperEvents.no, wasmHash: keeperEvents.wasmHash })
		.from(keeperEvents)
		.leftJoin(events, eq(events.event, keeperEvents.event))
		.where(isNull(events.event));
	const all = [...announced, ...kept.filter(({ wasmHash }) => isKnown(wasmHash))];
	const byEvent = new Map(all.map(({ event, no }) => [event, { event, no }]));
	if (byEvent.size === 0) return [];
	const there = await db
		.select({ event: events.event })
		.from(events)
		.where(inArray(events.event, [...byEvent.keys()]));
	for (const { event } of there) byEvent.delete(event);
	return [...byEvent.values()];
}

/**
 * Where the RPC has dropped old ledgers, reads the rest: newer events are served, and the gap is logged as an error.
 */
async function keptSince(rpcUrl: string, registry: string, from: number, log: Logger) {
	try {
		return await announcedSince(rpcUrl, registry, from);
	} catch (error) {
		if (!(error instanceof PassaError) || error.code !== 'HISTORY_CUT') throw error;
		const oldest = error.detail.oldest as number;
		log.error(
			{ from, oldest },
			'events announced in between come from the keeper’s list, as far as it has them',
		);
		return announcedSince(rpcUrl, registry, oldest);
	}
}
