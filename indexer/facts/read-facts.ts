import { decodeAnnouncement } from '#shared/chain/events/announcements.ts';
import { logStart, logStep } from '#shared/chain/events/log.ts';
import { logged, passaName, type RawEvent } from '#shared/contract/raw-event.ts';
import { type EventVersions, eventVersions, versionOf } from '#shared/contract/versions.ts';
import { PassaError } from '#shared/errors.ts';
import { hex } from '#shared/hex.ts';

import { type Fact, positionOf } from './fact.ts';

/** The last event of an event's log: `n` is its number, `log` its hash. */
export type LogHead = { no: number; n: bigint; log: string; wasmHash: string };
export type KnownLogs = {
	network: string;
	registry: string;
	/** The registry's last number. */
	announced: number;
	/** By contract, of the events that this ledger touches. */
	heads: Map<string, LogHead>;
};
export type LedgerFacts = { facts: Fact[]; stored: RawEvent[]; foreign: number; announced: number };

/**
 * Decodes a ledger's events and checks that none is missing: the registry counts its announcements, and each event
 * contract numbers and chains its events. It resolves announcements first, since the registry announces a contract
 * before it deploys it. Contracts that the registry never announced are counted as foreign and not stored. Throws
 * LOG_GAP, SOURCE_DIVERGENT, EVENT_UNKNOWN, EVENT_MALFORMED, and EVENT_VERSION_UNKNOWN for an event of newer code: the
 * follower waits, and nothing is skipped.
 */
export function readFacts(
	raw: RawEvent[],
	known: KnownLogs,
	versions: EventVersions = eventVersions,
): LedgerFacts {
	const applied = raw.filter((e) => e.inSuccessfulContractCall);
	const heads = new Map([...known.heads].map(([contract, head]) => [contract, { ...head }]));
	let announced = known.announced;
	const announcements = new Map<string, Fact>();
	for (const e of applied.filter((a) => a.contractId === known.registry && passaName(a) === 'announced')) {
		const announcement = decodeAnnouncement(e, known.registry);
		if (announcement.no !== announced + 1) {
			throw new PassaError(
				'LOG_GAP',
				`the registry's announcement ${announced + 1} is missing before ${announcement.no}`,
			);
		}
		announced = announcement.no;
		announcements.set(e.id, { kind: 'announced', position: positionOf(e), announcement });
		const log = hex(logStart(known.network, announcement.event));
		heads.set(announcement.event, {
			no: announcement.no,
			n: 0n,
			log,
			wasmHash: hex(announcement.wasmHash),
		});
	}
	const stored = applied.filter((e) => e.contractId === known.registry || heads.has(e.contractId));
	const facts = stored.flatMap((e): Fact[] => {
		const announcement = announcements.get(e.id);
		if (announcement) return [announcement];
		const head = heads.get(e.contractId);
		return head ? [decodeNext(e, head, versions)] : [];
	});
	return { facts, stored, foreign: applied.length - stored.length, announced };
}

/** Decodes the event after `head`, and moves `head` to it. */
function decodeNext(raw: RawEvent, head: LogHead, versions: EventVersions): Fact {
	const event = versionOf(head.wasmHash, versions).decodeEvent(raw, raw.contractId);
	if (event.n !== head.n + 1n) {
		throw new PassaError(
			'LOG_GAP',
			`event ${head.no}: number ${head.n + 1n} of its log is missing before ${event.n}`,
		);
	}
	const { topics, payload } = logged(raw);
	const expected = hex(logStep(Buffer.from(head.log, 'hex'), topics, payload, event.n));
	if (expected !== hex(event.log)) {
		throw new PassaError(
			'SOURCE_DIVERGENT',
			`event ${head.no}: number ${event.n} does not follow in its log`,
		);
	}
	head.n = event.n;
	head.log = expected;
	return { kind: 'logged', position: positionOf(raw), no: head.no, event };
}
