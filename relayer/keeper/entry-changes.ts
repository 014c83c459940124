import { ordersOf } from '#shared/chain/events/orders.ts';
import {
	countersKey,
	dataKey,
	instanceKey,
	movedKey,
	orderKey,
	paidKey,
	registeredKey,
} from '#shared/chain/state/event-state.ts';
import { ticketId } from '#shared/chain/state/ids.ts';
import type { EventVersion } from '#shared/contract/event-version.ts';
import type { EventName, PassaEvent } from '#shared/contract/passa-event.ts';
import { indexesOf } from '#shared/contract/ticket-mask.ts';
import { type EventVersions, eventVersions } from '#shared/contract/versions.ts';
import type { KeptEntryKind } from '../models/keeper.ts';

export type NewEntry = { key: string; event: string | null; kind: KeptEntryKind };

/**
 * Entries that an event has from its first ledger on, and the one that its powers write later. If its code is not known
 * yet these are the keys of every version; those of others hold nothing.
 */
export const initialEntries = (
	registry: string,
	event: string,
	wasmHash: string | undefined,
	versions: EventVersions = eventVersions,
): NewEntry[] => [
	{ key: instanceKey(event), event, kind: 'instance' },
	{ key: registeredKey(registry, event), event, kind: 'registered' },
	...versionsOf(wasmHash, versions).flatMap((version): NewEntry[] => [
		{ key: countersKey(event, version), event, kind: 'counters' },
		{ key: paidKey(event, version), event, kind: 'paid' },
		...entry(event, 'state', version.keys.state),
	]),
];

const versionsOf = (wasmHash: string | undefined, versions: EventVersions): EventVersion[] => {
	const known = wasmHash === undefined ? undefined : versions[wasmHash];
	return known ? [known] : Object.values(versions);
};

/** Events after which an event's terms, or its power to sell, are read again. */
const changesTerms: ReadonlySet<EventName> = new Set([
	'details_set',
	'tier_added',
	'splits_set',
	'accepted',
	'cancelled',
	'postponed',
	'paused',
	'frozen',
]);
/** Events after which its entries' keeping is decided again: its end has moved, or payees are owed what was not delivered. */
const changesKeeping: ReadonlySet<EventName> = new Set(['postponed', 'closed']);

/** What events of one contract mean for the keeper, in their order. `removed` are keys of entries that were removed. */
export type EntryChanges = { entries: NewEntry[]; removed: string[]; terms: boolean; keeping: boolean };

export function entryChanges(events: PassaEvent[], event: string, version: EventVersion): EntryChanges {
	const made: EntryChanges = { entries: [], removed: [], terms: false, keeping: false };
	for (const each of events) {
		made.terms ||= changesTerms.has(each.name);
		made.keeping ||= changesKeeping.has(each.name);
		const removed = removedBy(each, event, version);
		made.entries = [
			...made.entries.filter(({ key }) => !removed.includes(key)),
			...entriesOf(each, event, version),
		];
		made.removed = [...made.removed, ...removed];
	}
	const there = new Set(made.entries.map(({ key }) => key));
	return { ...made, removed: made.removed.filter((key) => !there.has(key)) };
}

function entriesOf(each: PassaEvent, event: string, version: EventVersion): NewEntry[] {
	const { keys } = version;
	const order = (id: bigint): NewEntry => ({ key: orderKey(event, id, version), event, kind: 'order' });
	const moved = (ticket: bigint): NewEntry => ({
		key: movedKey(event, ticket, version),
		event,
		kind: 'moved',
	});
	switch (each.name) {
		case 'sold':
		case 'settled':
		case 'minted':
			return ordersOf([each]).map(({ id }) => order(id));
		case 'moved':
		case 'resold':
			return [moved(each.payload.ticket)];
		case 'claimed':
			return ticketsIn(each.payload).map(moved);
		case 'listed':
			return entry(event, 'listed', keys.listed(each.payload.ticket));
		case 'commission_set':
			return entry(event, 'creator', keys.creator(each.payload.creator));
		case 'refunded':
		case 'reversed': {
			if (each.payload.delivered) return [];
			const payer = each.name === 'refunded' ? each.payload.payer : null;
			return entry(event, 'owed', payer === null ? keys.treasury : keys.owed(payer));
		}
		case 'closed':
			return entry(event, 'owed', keys.treasury);
		default:
			return [];
	}
}

/** A listing ends with the sale, or when it is taken back. Other entries are never removed. */
function removedBy(each: PassaEvent, event: string, { keys }: EventVersion): string[] {
	if (each.name !== 'unlisted' && each.name !== 'resold') return [];
	return entry(event, 'listed', keys.listed(each.payload.ticket)).map(({ key }) => key);
}

/** One entry, or none if the version has no such key. */
export const entry = (
	event: string,
	kind: KeptEntryKind,
	key: Parameters<typeof dataKey>[1] | null,
): NewEntry[] => (key === null ? [] : [{ key: dataKey(event, key), event, kind }]);

const ticketsIn = ({ order, mask }: { order: bigint; mask: number }): bigint[] =>
	indexesOf(mask).map((i) => ticketId(order, i));
