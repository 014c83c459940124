import type { EventVersion, Order } from '#shared/contract/event-version.ts';
import type { PassaEvent } from '#shared/contract/passa-event.ts';
import type { RawEvent } from '#shared/contract/raw-event.ts';
import { type VersionError, versionOf } from '#shared/contract/versions.ts';
import { PassaError } from '#shared/errors.ts';
import { type Announcement, decodeAnnouncement } from '../events/announcements.ts';
import { decodeTransfer, type TokenTransfer } from '../events/asset-transfers.ts';
import { ordersOf } from '../events/orders.ts';
import { type Entry, entriesAt } from '../rpc.ts';
import { checkNetwork } from '../rpc-nodes.ts';
import {
	balanceKey,
	decodeBalance,
	decodeStateAs,
	type EventState,
	entryNative,
	movedKey,
	orderKey,
	stateKeys,
} from '../state/event-state.ts';
import { type FoundProof, fetchProofs } from './fetch-proofs.ts';
import { assertIndependent, type IndependenceError, type Lookup } from './independent-source.ts';
import { readNewestLedger } from './newest-ledger.ts';
import { type Origin, originIn, originKeys } from './origin.ts';
import { type Log, type ReadLogError, readAnnouncement, readLog } from './read-log.ts';
import { type Compared, differing, readSecondSource, type SecondSource } from './second-source.ts';
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
	orders: Map<bigint, Order | null>;
	moved: Map<bigint, string | null>;
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
	const { raw, moves, ledger } = log;
	const version = versionOf(announcement.wasmHash, source.versions);
	const events = raw.map((r) => version.decodeEvent(r, event));
	const { newest, latestLedger, ...entries } = await readEntries(source, version, event, events);
	if (newest > ledger || latestLedger < ledger) return null;
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

async function readEntries(
	source: ResolvedSource,
	version: EventVersion,
	event: string,
	events: PassaEvent[],
) {
	const { rpcUrl, usdc } = source;
	const ids = ordersOf(events).map((o) => o.id);
	const tickets = [...new Set(events.flatMap((e) => (e.name === 'moved' ? [e.payload.ticket] : [])))];
	const keys = [
		...stateKeys(event),
		balanceKey(usdc, event),
		...originKeys(source, event),
		...ids.map((id) => orderKey(event, id)),
		...tickets.map((t) => movedKey(event, t)),
	];
	const { found, latestLedger } = await entriesAt(rpcUrl, [...new Set(keys)]);
	const entryOf = <K, V>(list: K[], key: (k: K) => string, read: (e: Entry) => V) =>
		new Map(
			list.map((k) => {
				const entry = found.get(key(k));
				return [k, entry ? read(entry) : null];
			}),
		);
	return {
		state: decodeStateAs(version, event, found),
		orders: entryOf(
			ids,
			(id) => orderKey(event, id),
			(e) => version.decodeOrder(entryNative(e)),
		),
		moved: entryOf(tickets, (t) => movedKey(event, t), entryNative<string>),
		balance: decodeBalance(found.get(balanceKey(usdc, event))),
		origin: originIn(source, event, found),
		compared: comparedOf(source, event, found),
		newest: [...found.values()].reduce((n, e) => Math.max(n, e.lastModifiedLedgerSeq), 0),
		latestLedger,
	};
}

function comparedOf({ usdc }: ResolvedSource, event: string, found: Map<string, Entry>): Compared[] {
	const names = ['instance', 'counters', 'payouts', 'balance'];
	const keys = [...stateKeys(event), balanceKey(usdc, event)];
	return keys.map((key, i) => ({ name: names[i]!, key, xdr: found.get(key)?.xdr }));
}
