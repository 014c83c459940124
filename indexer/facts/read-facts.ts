import { type Announcement, decodeAnnouncement } from '#shared/chain/events/announcements.ts';
import { logStart, logStepOf } from '#shared/chain/events/log.ts';
import { isLogged, type PassaEvent } from '#shared/contract/passa-event.ts';
import { passaName, type RawEvent } from '#shared/contract/raw-event.ts';
import { type EventVersions, eventVersions, versionOf } from '#shared/contract/versions.ts';
import { PassaError } from '#shared/errors.ts';
import { hex } from '#shared/hex.ts';
import { type Emitted, type Fact, mayBePlain, positionOf } from './fact.ts';

/**
 * The last event of an event's log: `n` is its number, `log` its hash, `ledger` the ledger of the contract's last event.
 * `hasHole`: a later one is missing, so that plain events wait for it.
 */
export type LogHead = {
	no: number;
	n: bigint;
	log: string;
	wasmHash: string;
	ledger: number;
	hasHole: boolean;
};
export type KnownLogs = {
	network: string;
	registry: string;
	/** The registry's last number. */
	announced: number;
	/** The ledger of the registry's last announcement. */
	announcedLedger: number;
	/** By contract, of the events that these ledgers touch. */
	heads: Map<string, LogHead>;
	/** When each ledger closed, by its header; unset: each event names its own time. */
	times?: { get(ledger: number): Date | undefined };
};
/** A log whose next event is missing or unreadable. `no` is null for the registry's. */
export type BrokenLog = {
	contract: string;
	no: number | null;
	code: string;
	reason: string;
	fromLedger: number;
};
export type LedgerFacts = {
	facts: Fact[];
	stored: RawEvent[];
	foreign: number;
	announced: number;
	broken: BrokenLog[];
};

/**
 * Decodes ledgers' events, in order, and checks that none is missing: the registry counts its announcements, and each event
 * contract numbers and chains its events. It resolves announcements first, since the registry announces a contract
 * before it deploys it. Contracts that the registry never announced are counted as foreign and not stored. A log that
 * does not go on is broken: its events from there on are left out, and those of other contracts are read. Plain events are
 * in no log, so nothing here shows that one is missing; they count while their contract's log is whole. Codes: LOG_GAP,
 * LOG_BROKEN, EVENT_UNKNOWN, EVENT_MALFORMED, and EVENT_VERSION_UNKNOWN for an event of newer code.
 */
export function readFacts(
	raw: RawEvent[],
	known: KnownLogs,
	versions: EventVersions = eventVersions,
): LedgerFacts {
	const reader = new Reader(known, versions);
	const applied = raw.filter((e) => e.inSuccessfulContractCall);
	for (const each of applied) reader.announce(each);
	const ours = applied.filter((e) => e.contractId === known.registry || reader.heads.has(e.contractId));
	for (const each of ours) reader.read(each);
	reader.holdUncreated();
	return reader.result(applied.length - ours.length);
}

/** An announcement of these ledgers. */
type Announced = { raw: RawEvent; announcement: Announcement };

class Reader {
	readonly heads: Map<string, LogHead>;
	readonly #known: KnownLogs;
	readonly #versions: EventVersions;
	#announced: number;
	#announcements = new Map<string, Announced>();
	#broken = new Map<string, BrokenLog>();
	#read: { raw: RawEvent; contract: string; fact: Fact | null }[] = [];

	constructor(known: KnownLogs, versions: EventVersions) {
		this.#known = known;
		this.#versions = versions;
		this.#announced = known.announced;
		this.heads = new Map([...known.heads].map(([contract, head]) => [contract, { ...head }]));
	}

	/** Once one announcement is missing, later ones wait. */
	announce(raw: RawEvent): void {
		const { registry, network, announcedLedger } = this.#known;
		if (raw.contractId !== registry || this.#broken.has(registry)) return;
		this.#guarded({ contract: registry, no: null, fromLedger: announcedLedger }, () => {
			if (passaName(raw) !== 'announced') return;
			const announcement = decodeAnnouncement(raw, registry);
			const { no, event, wasmHash } = announcement;
			if (no !== this.#announced + 1)
				throw new PassaError(
					'LOG_GAP',
					`the registry's announcement ${this.#announced + 1} is missing before ${no}`,
				);
			this.#announced = no;
			this.#announcements.set(raw.id, { raw, announcement });
			const log = hex(logStart(network, event));
			this.heads.set(event, { no, n: 0n, log, wasmHash: hex(wasmHash), ledger: raw.ledger, hasHole: false });
		});
	}

	read(raw: RawEvent): void {
		const found = this.#announcements.get(raw.id);
		if (found) {
			const { announcement } = found;
			const fact: Fact = { kind: 'announced', position: this.#positionOf(raw), announcement };
			this.#read.push({ raw, contract: announcement.event, fact });
			return;
		}
		if (raw.contractId === this.#known.registry) {
			// An announcement that waits is stored once it is read.
			if (!this.#broken.has(raw.contractId)) this.#read.push({ raw, contract: raw.contractId, fact: null });
			return;
		}
		const head = this.heads.get(raw.contractId)!;
		if (this.#broken.has(raw.contractId)) return;
		this.#guarded({ contract: raw.contractId, no: head.no, fromLedger: head.ledger }, () => {
			const fact = this.#decodeNext(raw, head);
			if (fact) this.#read.push({ raw, contract: raw.contractId, fact });
		});
	}

	/** An announced event whose creation is not read yet is held back together with its announcement. */
	holdUncreated(): void {
		for (const { raw, announcement } of this.#announcements.values()) {
			const { event, no } = announcement;
			const created = this.#read.some(
				({ contract, fact }) =>
					contract === event && fact?.kind === 'emitted' && fact.event.name === 'created',
			);
			if (created) continue;
			const reason = `event ${no} was announced, and its creation is missing`;
			const known = this.#broken.get(event) ?? { code: 'LOG_GAP', reason };
			this.#broken.set(event, { ...known, contract: event, no, fromLedger: raw.ledger });
			this.#read = this.#read.filter(({ contract }) => contract !== event);
		}
	}

	result(foreign: number): LedgerFacts {
		return {
			facts: this.#read.flatMap(({ fact }) => (fact ? [fact] : [])),
			stored: this.#read.map(({ raw }) => raw),
			foreign,
			announced: this.#announced,
			broken: [...this.#broken.values()],
		};
	}

	/** What cannot be read ends its own log, and no other. */
	#guarded(log: Omit<BrokenLog, 'code' | 'reason'>, read: () => void): void {
		try {
			read();
		} catch (error) {
			const code = error instanceof PassaError ? error.code : 'EVENT_MALFORMED';
			this.#broken.set(log.contract, { ...log, code, reason: (error as Error).message });
		}
	}

	/** Decodes the next event, and moves `head` to it. Null for a plain one that waits for its contract's log. */
	#decodeNext(raw: RawEvent, head: LogHead): Emitted | null {
		const event = versionOf(head.wasmHash, this.#versions).decodeEvent(raw, raw.contractId);
		if (isLogged(event)) Object.assign(head, { ...this.#follow(raw, head, event), ledger: raw.ledger });
		else {
			if (head.hasHole) return null;
			assertPlain(head, event);
		}
		return { kind: 'emitted', position: this.#positionOf(raw), no: head.no, event };
	}

	/** The log after this event, which must be the next one. */
	#follow(raw: RawEvent, head: LogHead, event: { n: bigint; log: Uint8Array }): Pick<LogHead, 'n' | 'log'> {
		if (event.n !== head.n + 1n)
			throw new PassaError(
				'LOG_GAP',
				`event ${head.no}: number ${head.n + 1n} of its log is missing before ${event.n}`,
			);
		const step = logStepOf(Buffer.from(head.log, 'hex'), raw, event.n);
		const expected = step && hex(step);
		if (expected === null || expected !== hex(event.log))
			throw new PassaError('LOG_BROKEN', `event ${head.no}: number ${event.n} does not follow in its log`);
		return { n: event.n, log: expected };
	}

	#positionOf(raw: RawEvent) {
		return positionOf(raw, this.#known.times?.get(raw.ledger));
	}
}

/** A plain event is one of a ticket's life, after the contract's creation. */
function assertPlain({ no, n }: LogHead, { name }: PassaEvent): void {
	if (!mayBePlain(name))
		throw new PassaError('EVENT_MALFORMED', `event ${no}: ${name} has no number in its log`);
	if (n === 0n) throw new PassaError('LOG_GAP', `event ${no}: its creation is missing before ${name}`);
}
