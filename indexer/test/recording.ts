import type { RawEvent } from '#shared/contract/raw-event.ts';
import { PassaError } from '#shared/errors.ts';
import { ledgerOf } from '../facts/fact.ts';
import type {
	EntriesAnswer,
	EventsPage,
	LedgerInfo,
	LedgersPage,
	Source,
	Start,
} from '../ingest/rpc-source.ts';

export type Recording = { events: RawEvent[]; ledgers: LedgerInfo[]; closeTimes: Map<number, string> };

/** Everything that a real network's RPC returns about its ledgers so far. */
export async function record(source: Source): Promise<Recording> {
	const events: RawEvent[] = [];
	let start: Start = { startLedger: 2 };
	for (;;) {
		const page = await source.events(start);
		events.push(...page.events);
		if (ledgerOf(page.cursor) >= page.latestLedger && page.cursor.endsWith('4294967295')) break;
		start = { cursor: page.cursor };
	}
	const ledgers: LedgerInfo[] = [];
	for (let next = 2; ; next = ledgers.at(-1)!.sequence + 1) {
		const page: LedgersPage = await source
			.ledgers(next, 200)
			.catch(() => ({ ledgers: [], latestLedger: 0, oldestLedger: 0 }));
		if (page.ledgers.length === 0) break;
		ledgers.push(...page.ledgers);
	}
	return { events, ledgers, closeTimes: new Map(ledgers.map((l) => [l.sequence, l.ledgerCloseTime])) };
}

/** How a source can misbehave; each with a chance from 0 to 1. */
export type Faults = {
	random: () => number;
	/** It does not answer, or answers an error. */
	error?: number;
	/** A page has a few events, so it usually ends within a ledger. */
	short?: number;
	/** A page starts some events earlier. */
	again?: number;
	/** The answer comes from another node, some ledgers behind. */
	behind?: number;
	/** New ledgers appear at each request. */
	growing?: boolean;
};

const endOf = (ledger: number): string =>
	`${String((BigInt(ledger + 1) << 32n) - 1n).padStart(19, '0')}-4294967295`;
const startOf = (ledger: number): string => `${String(BigInt(ledger) << 32n).padStart(19, '0')}-0000000000`;
const pageSize = 100;

/** Serves a recording by the rules of the public RPC, with the given faults. */
export class RecordedSource implements Source {
	readonly recording: Recording;
	oldest: number;
	latest: number;
	requests = 0;
	readonly #faults: Faults;

	constructor(recording: Recording, faults: Faults = { random: () => 1 }) {
		this.recording = recording;
		this.#faults = faults;
		this.oldest = recording.ledgers[0]!.sequence;
		this.latest = faults.growing ? this.oldest + 1 : this.newest;
	}

	get newest(): number {
		return this.recording.ledgers.at(-1)!.sequence;
	}

	async events(start: Start): Promise<EventsPage> {
		this.#failSometimes();
		if (this.#faults.growing && this.latest < this.newest) this.latest++;
		const latest = this.#chance('behind') ? Math.max(this.oldest, this.latest - 3) : this.latest;
		const from = 'cursor' in start ? start.cursor : startOf(start.startLedger);
		const first = 'cursor' in start ? ledgerOf(from) : start.startLedger;
		if (first < this.oldest || first > latest) this.#refuse(latest);
		const all = this.recording.events.filter((e) => e.ledger <= latest);
		const after = all.filter((e) => e.id > from);
		const limit = this.#chance('short') ? 1 + Math.floor(this.#faults.random() * 3) : pageSize;
		const page = after.slice(0, limit);
		const earlier = this.#chance('again') ? all.filter((e) => e.id <= from).slice(-4) : [];
		return {
			events: structuredClone([...earlier, ...page]),
			cursor: page.length === limit ? page.at(-1)!.id : endOf(latest),
			latestLedger: latest,
			oldestLedger: this.oldest,
			latestLedgerCloseTime: this.recording.closeTimes.get(latest)!,
		};
	}

	async ledgers(startLedger: number, limit: number): Promise<LedgersPage> {
		this.#failSometimes();
		if (startLedger < this.oldest || startLedger > this.latest) this.#refuse(this.latest);
		const { ledgers } = this.recording;
		const found = ledgers.filter((l) => l.sequence >= startLedger && l.sequence <= this.latest);
		return {
			ledgers: found.slice(0, limit),
			latestLedger: this.latest,
			oldestLedger: this.oldest,
		};
	}

	async logs(contracts: string[], startLedger: number): Promise<RawEvent[]> {
		this.#failSometimes();
		const { events } = this.recording;
		return structuredClone(
			events.filter(
				(e) => contracts.includes(e.contractId) && e.ledger >= startLedger && e.ledger <= this.latest,
			),
		);
	}

	/** A recording has none. */
	async movements(): Promise<{ events: RawEvent[]; latestLedger: number }> {
		return { events: [], latestLedger: this.latest };
	}

	blame(): void {}

	/** A recording has no entries: nothing can be said of them. */
	async entries(): Promise<EntriesAnswer> {
		return { entries: [], latestLedger: this.latest };
	}

	#chance(what: 'error' | 'short' | 'again' | 'behind'): boolean {
		return this.#faults.random() < (this.#faults[what] ?? 0);
	}

	#failSometimes(): void {
		this.requests++;
		if (!this.#chance('error')) return;
		const code = this.#faults.random() < 0.5 ? 'RPC_UNREACHABLE' : 'RPC_ERROR';
		throw new PassaError(code, 'not now');
	}

	#refuse(latest: number): never {
		throw new PassaError('SOURCE_RANGE', 'startLedger must be within the ledger range', {
			detail: { oldest: this.oldest, latest },
		});
	}
}

/** A small generator of repeatable numbers (mulberry32). */
export function seeded(seed: number): () => number {
	let state = seed >>> 0;
	return () => {
		state = (state + 0x6d2b79f5) >>> 0;
		let t = Math.imul(state ^ (state >>> 15), 1 | state);
		t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
		return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
	};
}
