import type { xdr } from '@stellar/stellar-sdk';
import type {
	CreatorAccount,
	EventVersion,
	MovedTicket,
	Order,
	ReplayedState,
} from '#shared/contract/event-version.ts';
import type { PassaEvent } from '#shared/contract/passa-event.ts';
import { type EventVersions, type VersionError, versionOf } from '#shared/contract/versions.ts';
import type { PassaError } from '#shared/errors.ts';
import type { ArchiveErrorCode } from '../archive/archive-error.ts';
import type { ArchiveReading } from '../archive/read-archive.ts';
import { type Announcement, decodeAnnouncement } from '../events/announcements.ts';
import { decodeTransfer, type TokenTransfer } from '../events/asset-transfers.ts';
import type { Entry } from '../rpc.ts';
import {
	balanceKey,
	type DecodeStateError,
	dataKey,
	decodeBalance,
	decodeStateAs,
	type EventState,
	entryNative,
	stateKeysOf,
} from '../state/event-state.ts';
import { type Origin, originIn, originKeys } from './origin.ts';
import type { Readings, ReadSource } from './readings.ts';
import type { ComparedEntry, LedgerHashes, SecondSource } from './second-source.ts';

/** All that an audit checks: what was read, decoded, and what a second source has. */
export type Evidence = Readings & {
	source: ReadSource & {
		/** The second source that was asked for. */
		anchorUrl?: string;
	};
	announcement: Announcement;
	/** The version of the announced code. It decodes the contract's entries and events. */
	version: EventVersion;
	/** `raw`, decoded. */
	events: PassaEvent[];
	transfers: TokenTransfer[];
	state: EventState;
	/** The entries that the events lead to, as the contract has them; null where it has none. */
	orders: Map<bigint, Order | null>;
	moved: Map<bigint, MovedTicket | null>;
	/** Asking prices by ticket. */
	listed: Map<bigint, bigint | null>;
	creators: Map<string, CreatorAccount | null>;
	/** By receiver; 0 where the contract has no entry. */
	owed: Map<string, bigint>;
	treasuryOwed: bigint;
	/** Stroops of USDC in the event's contract. */
	balance: bigint;
	origin: Origin;
	compared: ComparedEntry[];
	/** Null unless there is a `Source.anchorUrl`. */
	second: SecondSource | null;
	/** Null where it was read from a network just now. */
	file: FileComparison | null;
	/** What history archives have of the ledgers; empty where none was asked. */
	archives: AuditedArchive[];
	/** Whether the list of events came from `Source.keptEvents`: the RPC had dropped its beginning. */
	kept: boolean;
};

/** What an archive has of an audit's ledgers. `fault`: why it does not count, where it does not. */
export type AuditedArchive = Omit<ArchiveReading, 'fault'> & {
	/** An archive before it, whose files are the same byte for byte: they cannot be told apart, and count once. */
	copyOf: string | null;
	fault: { code: ArchiveErrorCode | 'ANCHOR_SAME_SOURCE'; message: string } | null;
};

/** What a node has now of a file's event, beside what the file holds. */
export type FileAtNode = {
	/** The newest ledger that the node's answers cover, and the first one whose events it still gives. */
	ledger: number;
	from: number;
	/** What the file has otherwise than the node, of the ledgers that the file says it covers. */
	differences: string[];
	/** How many events the node has after these ledgers, and whether any entry has changed since. */
	laterEvents: number;
	isOld: boolean;
	/** How many entries the contract counts in its log now; null where the node does not have its counters. */
	logged: bigint | null;
};

/**
 * Of evidence out of a file: by number, the ledgers of its proofs as a node names them now, and what the nodes have of its
 * event. Null and empty where none was asked; null alone where the node keeps these ledgers no more.
 */
export type FileComparison = { ledgers: LedgerHashes | null; nodes: FileAtNode[] };

export type DecodeEvidenceError =
	| VersionError
	| DecodeStateError
	| PassaError<'EVENT_FOREIGN' | 'EVENT_UNKNOWN' | 'EVENT_MALFORMED' | 'ORDER_LAYOUT_UNKNOWN'>;

/** What follows from the events alone; null where they do not begin with the event's creation. */
export const replayOf = ({
	version,
	raw,
	events,
	announcement,
}: Pick<Evidence, 'version' | 'raw' | 'events' | 'announcement'>): ReplayedState | null =>
	version.replay(raw, events, announcement.event);

/** An event's decoded log. */
type DecodedLog = Pick<Evidence, 'announcement' | 'version' | 'events'> & {
	replayed: ReplayedState | null;
};

/** Throws DecodeEvidenceError. `versions` are those of the event contract that the reader knows. */
export function decodeLog(
	{ source, announced, raw }: Pick<Readings, 'source' | 'announced' | 'raw'>,
	versions?: EventVersions,
): DecodedLog {
	const announcement = decodeAnnouncement(announced, source.registry);
	const version = versionOf(announcement.wasmHash, versions);
	const events = raw.map((r) => version.decodeEvent(r, announcement.event));
	return { announcement, version, events, replayed: replayOf({ version, raw, events, announcement }) };
}

/** Decodes what was read. Throws DecodeEvidenceError. */
export function decodeEvidence(readings: Readings, versions?: EventVersions): Evidence {
	const { replayed, ...log } = decodeLog(readings, versions);
	const found = new Map(readings.entries.map((e) => [e.key, e]));
	return {
		...readings,
		...log,
		transfers: readings.moves.map((m) => decodeTransfer(m, readings.source.usdc)),
		...decodeEntries(readings.source, log.version, log.announcement.event, replayed, found),
		second: null,
		file: null,
		archives: [],
		kept: false,
	};
}

/** Keys of the entries that the events lead to, with what each is of. A version without such an entry has no key. */
function keysOf(version: EventVersion, event: string, replayed: ReplayedState | null) {
	const { keys } = version;
	const of = <K>(map: Map<K, unknown> | undefined) => [...(map?.keys() ?? [])];
	return {
		orders: keyed(event, of(replayed?.orders), keys.order),
		moved: keyed(event, of(replayed?.moved), keys.moved),
		listed: keyed(event, of(replayed?.listed), keys.listed),
		creators: keyed(event, of(replayed?.creators), keys.creator),
		owed: keyed(event, of(replayed?.owed), keys.owed),
		treasury: keyed(event, ['treasury'], () => keys.treasury),
	};
}

const keyed = <K>(event: string, list: K[], keyOf: (of: K) => xdr.ScVal | null): [K, string][] =>
	list.flatMap((of): [K, string][] => {
		const key = keyOf(of);
		return key ? [[of, dataKey(event, key)]] : [];
	});

/** Keys of all entries that an audit needs, each once. */
export function entryKeysOf(source: ReadSource, { version, announcement, replayed }: DecodedLog): string[] {
	const { event } = announcement;
	const all = [
		...stateKeysOf(event, version),
		balanceKey(source.usdc, event),
		...originKeys(source, event),
		...Object.values(keysOf(version, event, replayed)).flatMap((list) => list.map(([, key]) => key)),
	];
	return [...new Set(all)];
}

function decodeEntries(
	source: ReadSource,
	version: EventVersion,
	event: string,
	replayed: ReplayedState | null,
	found: Map<string, Entry>,
) {
	const { decodeCreator, decodeSum } = version;
	const wanted = keysOf(version, event, replayed);
	const read = <K, V>(list: [K, string][], decode: ((value: unknown) => V) | null) =>
		new Map(
			list.map(([of, key]) => {
				const entry = found.get(key);
				return [of, entry && decode ? decode(entryNative(entry)) : null];
			}),
		);
	const sums = <K>(list: [K, string][]) =>
		new Map([...read(list, decodeSum)].map(([of, amount]) => [of, amount ?? 0n]));
	return {
		state: decodeStateAs(version, event, found),
		orders: read(wanted.orders, version.decodeOrder),
		moved: read(wanted.moved, version.decodeMoved),
		listed: read(wanted.listed, decodeSum),
		creators: read(wanted.creators, decodeCreator),
		owed: sums(wanted.owed),
		treasuryOwed: sums(wanted.treasury).get('treasury') ?? 0n,
		balance: decodeBalance(found.get(balanceKey(source.usdc, event))),
		origin: originIn(source, event, found),
		compared: comparedOf(source, version, event, found),
	};
}

function comparedOf(
	{ usdc }: ReadSource,
	version: EventVersion,
	event: string,
	found: Map<string, Entry>,
): ComparedEntry[] {
	const names = ['instance', 'counters', 'payouts', 'state'];
	const own = stateKeysOf(event, version).map((key, i) => ({ name: names[i]!, key }));
	return [...own, { name: 'balance', key: balanceKey(usdc, event) }].map((each) => ({
		...each,
		xdr: found.get(each.key)?.xdr,
	}));
}
