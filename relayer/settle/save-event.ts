import { and, eq, lt } from 'drizzle-orm';
import { entriesAt } from '#shared/chain/rpc.ts';
import { decodeEventState, type EventState, stateKeys } from '#shared/chain/state/event-state.ts';
import { readableName } from '#shared/readable-text.ts';
import type { Transaction } from '../models/schema.ts';
import { events, tiers } from '../models/tiers.ts';
import { closingOf } from './sales-closed.ts';

export type EventKey = { event: string; no: number };
/** An event as its contract holds it in a ledger. `closeTime`: Unix seconds, of that ledger or the one before. */
export type EventReading = EventKey & { state: EventState; ledger: number; closeTime: bigint };

/** An event has four entries, and those of two versions differ. The RPC answers 200 keys in a call. */
const eventsAtOnce = 25;

type States = { states: EventReading[]; unreadable: { event: string; no: number; error: unknown }[] };

/** Reads these events. One that cannot be read keeps no other back. */
export async function readStates(rpcUrl: string, list: EventKey[], closeTime: bigint): Promise<States> {
	const read: States = { states: [], unreadable: [] };
	for (let i = 0; i < list.length; i += eventsAtOnce) {
		const some = list.slice(i, i + eventsAtOnce);
		const keys = some.flatMap(({ event }) => stateKeys(event));
		const { found, latestLedger: ledger } = await entriesAt(rpcUrl, keys);
		for (const each of some)
			try {
				read.states.push({ ...each, state: decodeEventState(each.event, found), ledger, closeTime });
			} catch (error) {
				read.unreadable.push({ ...each, error });
			}
	}
	return read;
}

/** Adds an event and its tiers. One that is known stays as it is. */
export async function addEvent(tx: Transaction, seen: EventReading): Promise<void> {
	const { event, no } = seen;
	await tx
		.insert(events)
		.values({ event, no, ...termsRow(seen), allocated: false })
		.onConflictDoNothing();
	await tx.insert(tiers).values(tierRows(seen)).onConflictDoNothing();
}

/** Writes terms that changed. A new tier's quota is to be set aside. An older reading changes nothing. */
export async function updateEvent(tx: Transaction, seen: EventReading): Promise<void> {
	const { event, ledger } = seen;
	const [newer] = await tx
		.update(events)
		.set(termsRow(seen))
		.where(and(eq(events.event, event), lt(events.readLedger, ledger)))
		.returning({ event: events.event });
	if (!newer) return;
	for (const row of tierRows(seen)) {
		const { price, faceCurrency, faceAmount, perOrder, opensAt, closesAt } = row;
		const [added] = await tx.insert(tiers).values(row).onConflictDoNothing().returning({ tier: tiers.tier });
		if (added) await tx.update(events).set({ allocated: false }).where(eq(events.event, event));
		else
			await tx
				.update(tiers)
				.set({ price, faceCurrency, faceAmount, perOrder, opensAt, closesAt })
				.where(and(eq(tiers.event, event), eq(tiers.tier, row.tier)));
	}
}

const termsRow = ({ state, ledger, closeTime }: EventReading) => ({
	name: readableName(state.terms.name),
	termsVersion: state.terms.terms_version,
	splitsVersion: state.terms.splits_version,
	endsAt: state.terms.ends_at,
	...closingOf(state, closeTime),
	readLedger: ledger,
});

/** Counts come from the chain, so an empty database begins where the chain is. */
const tierRows = ({ event, state: { terms, counters } }: EventReading) =>
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
