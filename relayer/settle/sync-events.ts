import { eq } from 'drizzle-orm';
import type { Logger } from 'pino';
import { announcedSince } from '#shared/chain/events/announcements.ts';
import { call } from '#shared/chain/rpc.ts';
import { type EventState, readEventState } from '#shared/chain/state/event-state.ts';
import { eventVersions } from '#shared/contract/versions.ts';
import { PassaError } from '#shared/errors.ts';
import { hex } from '#shared/hex.ts';
import { readable } from '#shared/readable.ts';
import type { Database } from '../models/schema.ts';
import { events, scans, tiers } from '../models/tiers.ts';

export type Source = { rpcUrl: string; registry: string; sinceLedger: number; log: Logger };

/**
 * Keeps a row for each event that the registry announced, and for each of its tiers. Later only the counts change.
 * Returns how many events were new. The scan stops at an event of an unknown version, so that a newer release continues
 * there.
 */
export async function syncEvents(
	db: Database,
	{ rpcUrl, registry, sinceLedger, log }: Source,
): Promise<number> {
	const { sequence } = await call(rpcUrl, 'getLatestLedger');
	const [scan] = await db.select().from(scans).where(eq(scans.registry, registry));
	const from = Math.max((scan?.ledger ?? 0) + 1, sinceLedger, 1);
	if (from > sequence) return 0;
	const { announced, latestLedger } = await keptSince(rpcUrl, registry, from, log);
	const known = announced.filter(({ wasmHash }) => Object.hasOwn(eventVersions, hex(wasmHash)));
	const states = await Promise.all(
		known.map(async ({ event, no }) => ({ event, no, state: await readEventState(rpcUrl, event) })),
	);
	const complete = known.length === announced.length;
	if (!complete) log.error({ from }, 'EVENT_VERSION_UNKNOWN: events of newer code are not sold here; update');
	await db.transaction(async (tx) => {
		for (const { event, no, state } of states) {
			await tx
				.insert(events)
				.values(eventRow(event, no, state))
				.onConflictDoNothing();
			await tx.insert(tiers).values(tierRows(event, state)).onConflictDoNothing();
		}
		if (!complete) return;
		const ledger = { ledger: latestLedger };
		await tx
			.insert(scans)
			.values({ registry, ...ledger })
			.onConflictDoUpdate({ target: scans.registry, set: ledger });
	});
	return states.length;
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
		log.error({ from, oldest }, 'events announced in between are not known here; read them from an archive');
		return announcedSince(rpcUrl, registry, oldest);
	}
}

const eventRow = (event: string, no: number, { terms }: EventState) => ({
	event,
	no,
	name: readable(terms.name),
	termsVersion: terms.terms_version,
	endsAt: terms.ends_at,
	allocated: false,
});

/** Counts come from the chain, so an empty database begins where the chain is. */
const tierRows = (event: string, { terms, counters }: EventState) =>
	terms.tiers.map((tier, i) => ({
		event,
		tier: i,
		price: tier.price,
		faceCurrency: tier.face.currency,
		faceAmount: tier.face.amount,
		perOrder: tier.per_order,
		opensAt: tier.opens_at,
		closesAt: tier.closes_at,
		allocated: counters.tiers[i]!.fiatAllocated,
		sold: counters.tiers[i]!.fiatSold,
		held: 0,
	}));
