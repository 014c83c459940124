import type { xdr } from '@stellar/stellar-sdk';
import type {
	CreatorAccount,
	EventVersion,
	MovedTicket,
	Order,
	ReplayedState,
} from '#shared/contract/event-version.ts';
import type { PassaEvent } from '#shared/contract/passa-event.ts';
import type { RawEvent } from '#shared/contract/raw-event.ts';
import { type VersionError, versionOf } from '#shared/contract/versions.ts';
import { PassaError } from '#shared/errors.ts';
import { type Announcement, decodeAnnouncement } from '../events/announcements.ts';
import { decodeTransfer, type TokenTransfer } from '../events/asset-transfers.ts';
import { type Entry, entriesAt } from '../rpc.ts';
import { checkNetwork } from '../rpc-nodes.ts';
import {
	balanceKey,
	dataKey,
	decodeBalance,
	decodeStateAs,
	type EventState,
	entryNative,
	stateKeysOf,
} from '../state/event-state.ts';
import { type FoundProof, fetchProofs } from './fetch-proofs.ts';
import { assertIndependent, type IndependenceError, type Lookup } from './independent-source.ts';
import { readNewestLedger } from './newest-ledger.ts';
import { type Origin, originIn, originKeys } from './origin.ts';
import { type Log, type ReadLogError, readAnnouncement, readLog } from './read-log.ts';
import { type Compared, differing, readSecondSource, type SecondSource } from './second-source.ts';
import { readSellersMoney } from './sellers-money.ts';
import { type ResolvedSource, type ResolveSourceError, resolveSource, type Source } from './source.ts';

/** All that an audit checks. */
export type Evidence = {
	source: ResolvedSource;
	announcement: Announcement;
	/** The version of the announced code. It decodes the contract's entries and events. */
	version: EventVersion;
	/** The contract's own events, as the RPC sent them. `events` are the same, decoded. */
	raw: RawEvent[];
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
	/** The last ledger that the events cover. */
	ledger: number;
	/** The RPC's newest ledger, and the Unix second in which it closed. */
	newestLedger: number;
	closedAt: bigint;
	/** When it was read, in milliseconds by this machine's clock. */
	readAt: number;
	/** Proofs of the newest events, newest first. */
	proofs: FoundProof[];
	compared: Compared[];
	/** Null unless there is a `Source.anchorUrl`. */
	second: SecondSource | null;
	/** All events that were read. Saved, they can be `Source.events` later. */
	kept: RawEvent[];
};

const pauseMs = 200;
const usualPatience = 15_000;
const usualProofs = 20;

/** What follows from the events alone; null where they do not begin with the event's creation. */
export const replayOf = ({
	version,
	raw,
	events,
	announcement,
}: Pick<Evidence, 'version' | 'raw' | 'events' | 'announcement'>): ReplayedState | null =>
	version.replay(raw, events, announcement.event);

export type CollectEvidenceError =
	| ReadLogError
	| ResolveSourceError
	| VersionError
	| IndependenceError
	| PassaError<
			'AUDIT_UNSETTLED' | 'EVENT_FOREIGN' | 'EVENT_UNKNOWN' | 'EVENT_MALFORMED' | 'ORDER_LAYOUT_UNKNOWN'
	  >;

/**
 * Reads until events and entries cover the same ledger, so that a sale between two reads makes no difference. A second
 * source is read until it agrees too, or patience ends: the audit then shows what differs. `lookup` finds a host's
 * addresses. Throws CollectEvidenceError.
 */
export async function collectEvidence(given: Source, wanted: string, lookup?: Lookup): Promise<Evidence> {
	if (given.anchorUrl) {
		await assertIndependent(given.rpcUrl, given.anchorUrl, lookup);
		await checkNetwork({ rpcUrl: given.anchorUrl, passphrase: given.passphrase });
	}
	const source = await resolveSource(given, wanted);
	const announced = await readAnnouncement(source, wanted);
	const until = Date.now() + (source.patience ?? usualPatience);
	for (;;) {
		const evidence = await readOnce(source, announced);
		const over = Date.now() >= until;
		if (evidence && (over || differing(evidence).length === 0)) return evidence;
		if (over) break;
		await new Promise((done) => setTimeout(done, pauseMs));
	}
	throw new PassaError('AUDIT_UNSETTLED', 'the event changes faster than it can be read; try again');
}

/** Null where events and entries do not cover the same ledger. */
async function readOnce(source: ResolvedSource, announced: RawEvent): Promise<Evidence | null> {
	const announcement = decodeAnnouncement(announced, source.registry);
	const { event } = announcement;
	const log = await readLog(source, event);
	const { raw, ledger } = log;
	const version = versionOf(announcement.wasmHash, source.versions);
	const events = raw.map((r) => version.decodeEvent(r, event));
	const replayed = replayOf({ version, raw, events, announcement });
	const { newest, latestLedger, ...entries } = await readEntries(source, version, event, replayed);
	if (newest > ledger || latestLedger < ledger) return null;
	const moves = [...log.moves, ...(await readSellersMoney(source, event, raw, replayed?.movements ?? []))];
	const latest = await readNewestLedger(source.rpcUrl);
	return {
		source,
		announcement,
		version,
		raw,
		events,
		transfers: moves.map((m) => decodeTransfer(m, source.usdc)),
		...entries,
		ledger,
		newestLedger: latest.ledger,
		closedAt: latest.closedAt,
		readAt: Date.now(),
		...(await readProofs(source, log, entries.compared)),
		kept: [announced, ...raw, ...moves],
	};
}

async function readProofs(source: ResolvedSource, { raw }: Log, compared: Compared[]) {
	const proofs = await fetchProofs(source.rpcUrl, raw, source.proveLedgers ?? usualProofs);
	if (!source.anchorUrl) return { proofs, second: null };
	const proved = new Set(proofs.filter((p) => p.proof !== null).map((p) => p.id));
	const ledgers = [...new Set(raw.filter((e) => proved.has(e.id)).map((e) => e.ledger))];
	const keys = compared.map((c) => c.key);
	return { proofs, second: await readSecondSource(source.anchorUrl, keys, ledgers) };
}

/** The entries that the events lead to. `null` in place of a key: the version has no such entry. */
async function readEntries(
	source: ResolvedSource,
	version: EventVersion,
	event: string,
	replayed: ReplayedState | null,
) {
	const { rpcUrl, usdc } = source;
	const { keys, decodeCreator, decodeSum } = version;
	const of = <K>(map: Map<K, unknown> | undefined) => [...(map?.keys() ?? [])];
	const wanted = {
		orders: keyed(event, of(replayed?.orders), keys.order),
		moved: keyed(event, of(replayed?.moved), keys.moved),
		listed: keyed(event, of(replayed?.listed), keys.listed),
		creators: keyed(event, of(replayed?.creators), keys.creator),
		owed: keyed(event, of(replayed?.owed), keys.owed),
		treasury: keyed(event, ['treasury'], () => keys.treasury),
	};
	const all = [
		...stateKeysOf(event, version),
		balanceKey(usdc, event),
		...originKeys(source, event),
		...Object.values(wanted).flatMap((list) => list.map(([, key]) => key)),
	];
	const { found, latestLedger } = await entriesAt(rpcUrl, [...new Set(all)]);
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
		balance: decodeBalance(found.get(balanceKey(usdc, event))),
		origin: originIn(source, event, found),
		compared: comparedOf(source, version, event, found),
		newest: [...found.values()].reduce((n, e) => Math.max(n, e.lastModifiedLedgerSeq), 0),
		latestLedger,
	};
}

/** Ledger keys of an event's entries, with what each is of. */
const keyed = <K>(event: string, list: K[], keyOf: (of: K) => xdr.ScVal | null): [K, string][] =>
	list.flatMap((of): [K, string][] => {
		const key = keyOf(of);
		return key ? [[of, dataKey(event, key)]] : [];
	});

function comparedOf(
	{ usdc }: ResolvedSource,
	version: EventVersion,
	event: string,
	found: Map<string, Entry>,
): Compared[] {
	const names = ['instance', 'counters', 'payouts', 'state'];
	const own = stateKeysOf(event, version).map((key, i) => ({ name: names[i]!, key }));
	return [...own, { name: 'balance', key: balanceKey(usdc, event) }].map((each) => ({
		...each,
		xdr: found.get(each.key)?.xdr,
	}));
}
