import { digest } from '#shared/chain/digest.ts';
import { decodeAnnouncement } from '#shared/chain/events/announcements.ts';
import { passaName, type RawEvent } from '#shared/contract/raw-event.ts';
import { PassaError } from '#shared/errors.ts';
import { hex } from '#shared/hex.ts';
import type { LedgerProof } from '../models/ledger-proofs.ts';
import { sameBytes } from '../models/raw-events.ts';
import type { Ledger } from './apply-ledgers.ts';
import { type Header, headerBytes, headerOf } from './ledger-header.ts';
import { type DecodedLedger, emittersIn, eventsOfLedger } from './ledger-meta.ts';
import type { LedgerInfo } from './rpc-source.ts';

/** The contracts whose events we store: the registry, and those that it announced. */
export class OurContracts {
	readonly registry: string;
	readonly #events: Set<string>;

	constructor(registry: string, events: string[]) {
		this.registry = registry;
		this.#events = new Set(events);
	}

	has(contract: string): boolean {
		return contract === this.registry || this.#events.has(contract);
	}

	/** Adds the contracts that these events announce. */
	addAnnounced(events: RawEvent[]): void {
		for (const each of events) {
			if (each.contractId !== this.registry || !each.inSuccessfulContractCall) continue;
			const event = announcedBy(each, this.registry);
			if (event) this.#events.add(event);
		}
	}
}

function announcedBy(raw: RawEvent, registry: string): string | null {
	try {
		return passaName(raw) === 'announced' ? decodeAnnouncement(raw, registry).event : null;
	} catch {
		// An announcement that cannot be read puts the registry's log into quarantine.
		return null;
	}
}

/** A ledger's confirmed events. `corrected`: the page had other events of ours, so the meta's replaced them. */
export type Confirmed = Ledger & { corrected: boolean };

/**
 * A ledger with the events that its own meta proves. The header's hash covers each transaction's result, and a result
 * covers its call's events. So a page cannot hide an event or change its transaction hash. A meta that cannot be
 * decoded proves nothing: then the page is believed (`proven: false`). Throws SOURCE_DIVERGENT if the meta
 * contradicts the header.
 */
export function confirmEvents(
	info: LedgerInfo,
	paged: RawEvent[],
	topic: string,
	ours: OurContracts,
): Confirmed {
	const header = headerOf(info);
	ours.addAnnounced(paged);
	const isOurs = (contract: string): boolean => ours.has(contract);
	if (!paged.some((e) => isOurs(e.contractId)) && ![...emittersIn(info, topic)].some(isOurs))
		return { header, events: paged, proven: true, proof: null, corrected: false };
	const meta = eventsOfLedger(info, topic);
	if (!meta) return { header, events: paged, proven: false, proof: null, corrected: false };
	assertResults(header, meta);
	ours.addAnnounced(meta.events.map(({ raw }) => raw));
	const own = meta.events.filter(({ raw }) => isOurs(raw.contractId) && raw.inSuccessfulContractCall);
	const unproven = own.find(({ proven }) => !proven);
	if (unproven)
		throw new PassaError('SOURCE_DIVERGENT', `event ${unproven.raw.id} is not what its transaction emitted`);
	const pagedOwn = paged.filter((e) => isOurs(e.contractId) && e.inSuccessfulContractCall);
	const same = own.length === pagedOwn.length && own.every(({ raw }, i) => sameBytes(raw, pagedOwn[i]!));
	const events = same ? paged : [...paged.filter((e) => !isOurs(e.contractId)), ...own.map(({ raw }) => raw)];
	const calls = new Set(own.map(({ raw }) => raw.txHash));
	return { header, events, proven: true, proof: proofIn(info, meta, calls), corrected: !same };
}

/** What proves the events of these transactions. */
export const proofIn = (
	info: LedgerInfo,
	{ results, calls }: DecodedLedger,
	wanted: ReadonlySet<string>,
): LedgerProof => ({
	header: headerBytes(info),
	results,
	calls: [...calls]
		.filter(([txHash]) => wanted.has(txHash))
		.map(([txHash, success]) => ({ txHash, success })),
});

/** Throws SOURCE_DIVERGENT if the meta has other results than the header. */
export function assertResults({ sequence, results }: Header, meta: DecodedLedger): void {
	if (hex(digest(meta.results)) === results) return;
	throw new PassaError('SOURCE_DIVERGENT', `ledger ${sequence} has results that its header does not fit`);
}
