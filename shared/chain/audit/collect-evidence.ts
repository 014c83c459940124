import { Address, xdr } from '@stellar/stellar-sdk';
import type { EventVersion, Order, PassaEvent } from '#shared/contract/event-version.ts';
import { passaName, type RawEvent } from '#shared/contract/raw-event.ts';
import { type EventVersions, versionOf } from '#shared/contract/versions.ts';
import { PassaError } from '#shared/errors.ts';
import {
	type Announcement,
	announcementOf,
	decodeAnnouncement,
	readAnnouncements,
} from '../events/announcements.ts';
import { decodeTransfer, type TokenTransfer } from '../events/asset-transfers.ts';
import { ordersOf } from '../events/orders.ts';
import { type AllEventsError, allEvents, call, entriesAt } from '../rpc.ts';
import {
	balanceKey,
	type DecodeStateError,
	decodeBalance,
	decodeStateAs,
	type EventState,
	entryNative,
	movedKey,
	orderKey,
	stateKeys,
} from '../state/event-state.ts';
import { fetchProof, ledgerHash } from './fetch-proof.ts';
import type { EventProof, LedgerHash } from './verify-proof.ts';

/** Where an audit reads, and what the auditor knows before it reads. */
export type Source = {
	rpcUrl: string;
	passphrase: string;
	registry: string;
	usdc: string;
	sinceLedger: number;
	/** Another RPC, from which only ledger hashes are read. */
	anchorUrl?: string;
	/** Events that were saved earlier, for an RPC without the whole history: announcement, contract events, transfers. */
	events?: RawEvent[];
	/** The versions of the event contract that the reader knows. */
	versions?: EventVersions;
};

/** All that an audit checks. */
export type Evidence = {
	source: Source;
	announcement: Announcement;
	/** The version of the announced code. It decodes the contract's entries and events. */
	version: EventVersion;
	/** The contract's own events, as the RPC sent them. `events` are the same, decoded. */
	raw: RawEvent[];
	events: PassaEvent[];
	transfers: TokenTransfer[];
	state: EventState;
	orders: Map<bigint, Order | null>;
	moved: Map<bigint, string | null>;
	/** Stroops of USDC in the event's contract. */
	balance: bigint;
	/** The last ledger that the events cover, and the Unix second it closed. */
	ledger: number;
	closedAt: bigint;
	/** The proof of the newest event; null where the RPC no longer keeps its ledger. */
	proof: EventProof | null;
	/** The hash of that event's ledger, by `Source.anchorUrl`. */
	anchor: LedgerHash | null;
	/** All events that were read. Saved, they can be `Source.events` later. */
	kept: RawEvent[];
};

const symbol = (text: string): string => xdr.ScVal.scvSymbol(text).toXdr('base64');
const tries = 10;
const pauseMs = 200;

export type CollectEvidenceError =
	| AllEventsError
	| DecodeStateError
	| PassaError<
			'AUDIT_UNSETTLED' | 'EVENT_FOREIGN' | 'EVENT_UNKNOWN' | 'EVENT_MALFORMED' | 'ORDER_LAYOUT_UNKNOWN'
	  >;

/**
 * Reads until events and entries cover the same ledger, so that a sale between two reads makes no difference. Throws
 * CollectEvidenceError.
 */
export async function collectEvidence(source: Source, wanted: string): Promise<Evidence> {
	const { rpcUrl, registry, sinceLedger } = source;
	const announcements = source.events ?? (await readAnnouncements(rpcUrl, registry, sinceLedger));
	const announced = announcementOf(announcements, registry, wanted);
	for (let attempt = 0; attempt < tries; attempt++) {
		const evidence = await readOnce(source, announced);
		if (evidence) return evidence;
		await new Promise((done) => setTimeout(done, pauseMs));
	}
	throw new PassaError('AUDIT_UNSETTLED', 'the event changes faster than it can be read; try again');
}

async function readOnce(source: Source, announced: RawEvent): Promise<Evidence | null> {
	const announcement = decodeAnnouncement(announced, source.registry);
	const { event } = announcement;
	const { raw, moves, ledger } = await readEvents(source, event);
	const version = versionOf(announcement.wasmHash, source.versions);
	const events = raw.map((r) => version.decodeEvent(r, event));
	const entries = await readEntries(source, version, event, events);
	if (entries.newest > ledger || entries.latestLedger < ledger) return null;
	const last = raw.at(-1);
	const { closeTime } = await call<{ closeTime: string }>(source.rpcUrl, 'getLatestLedger');
	return {
		source,
		announcement,
		version,
		raw,
		events,
		transfers: moves.map((m) => decodeTransfer(m, source.usdc)),
		...entries,
		ledger,
		closedAt: BigInt(closeTime),
		proof: last ? await fetchProof(source.rpcUrl, last).catch(notKept) : null,
		anchor: last && source.anchorUrl ? await ledgerHash(source.anchorUrl, last.ledger) : null,
		kept: [announced, ...raw, ...moves],
	};
}

function notKept(error: PassaError): null {
	if (error.code === 'NOT_PROVABLE' || error.code === 'RPC_ERROR') return null;
	throw error;
}

type Events = { raw: RawEvent[]; moves: RawEvent[]; ledger: number };

/** The contract's events and the asset's transfers from and to it. */
async function readEvents(source: Source, event: string): Promise<Events> {
	const { rpcUrl, usdc, sinceLedger } = source;
	if (source.events) {
		const { sequence } = await call<{ sequence: number }>(rpcUrl, 'getLatestLedger');
		return { ...sorted(source.events, event, usdc), ledger: sequence };
	}
	const self = new Address(event).toScVal().toXdr('base64');
	const own = { contractIds: [event], topics: [[symbol('passa'), '**']] };
	const moves = {
		contractIds: [usdc],
		topics: [
			[symbol('transfer'), self, '*', '*'],
			[symbol('transfer'), '*', self, '*'],
		],
	};
	const filters = [own, moves].map((f) => ({ type: 'contract' as const, ...f }));
	const { events, latestLedger } = await allEvents(rpcUrl, filters, sinceLedger);
	return { ...sorted(events, event, usdc), ledger: latestLedger };
}

/** Sorts a list into the contract's own events and the asset's. A duplicate event counts once. */
function sorted(list: RawEvent[], event: string, usdc: string): Omit<Events, 'ledger'> {
	const byId = new Map(list.map((e) => [e.id, e]));
	const all = [...byId.values()]
		.filter((e) => e.inSuccessfulContractCall)
		.sort((a, b) => (a.id < b.id ? -1 : 1));
	const self = new Address(event).toScVal().toXdr('base64');
	const moves = (e: RawEvent) => e.topic[0] === symbol('transfer') && e.topic.slice(1, 3).includes(self);
	return {
		raw: all.filter((e) => e.contractId === event && passaName(e) !== null),
		moves: all.filter((e) => e.contractId === usdc && moves(e)),
	};
}

async function readEntries(
	{ rpcUrl, usdc }: Source,
	version: EventVersion,
	event: string,
	events: PassaEvent[],
) {
	const ids = ordersOf(events).map((o) => o.id);
	const tickets = [...new Set(events.flatMap((e) => (e.name === 'moved' ? [e.payload.ticket] : [])))];
	const keys = [
		...stateKeys(event),
		balanceKey(usdc, event),
		...ids.map((id) => orderKey(event, id)),
		...tickets.map((t) => movedKey(event, t)),
	];
	const { found, latestLedger } = await entriesAt(rpcUrl, keys);
	const entryOf = <K, V>(
		list: K[],
		key: (k: K) => string,
		read: (e: NonNullable<ReturnType<typeof found.get>>) => V,
	) => new Map(list.map((k) => [k, found.has(key(k)) ? read(found.get(key(k))!) : null]));
	return {
		state: decodeStateAs(version, event, found),
		orders: entryOf(
			ids,
			(id) => orderKey(event, id),
			(e) => version.decodeOrder(entryNative(e)),
		),
		moved: entryOf(tickets, (t) => movedKey(event, t), entryNative<string>),
		balance: decodeBalance(found.get(balanceKey(usdc, event))),
		newest: Math.max(...[...found.values()].map((e) => e.lastModifiedLedgerSeq)),
		latestLedger,
	};
}
