import { scannedLedger } from '#shared/chain/rpc.ts';
import type { RawEvent } from '#shared/contract/raw-event.ts';
import { PassaError } from '#shared/errors.ts';
import { sameBytes } from '../models/raw-events.ts';
import { ledgerOf } from './facts.ts';
import type { EventsPage, Start } from './rpc.ts';

export type LedgerEvents = { ledger: number; events: RawEvent[] };
export type Scan = {
	/** Whole ledgers that hold events, in order. */
	ledgers: LedgerEvents[];
	/** The last ledger that is passed whole. */
	scanned: number;
	/** Events of ledgers passed before: what is stored must be the same. */
	redelivered: RawEvent[];
};

/**
 * Turns pages into whole ledgers. A page may end within a ledger, come twice, overlap with the one before or be empty:
 * a ledger is complete once the cursor has passed it, and only then it is handed out, once.
 */
export class Scanner {
	#passed: number;
	#cursor: string | null = null;
	#waiting = new Map<string, RawEvent>();

	constructor(passed: number) {
		this.#passed = passed;
	}

	/** Where the next page begins. A fresh scanner names the ledger, so that a range which is gone is refused. */
	get start(): Start {
		return this.#cursor === null ? { startLedger: this.#passed + 1 } : { cursor: this.#cursor };
	}

	take(page: EventsPage): Scan {
		const redelivered: RawEvent[] = [];
		for (const event of page.events) {
			if (ledgerOf(event.id) !== event.ledger) {
				throw new PassaError('SOURCE_DIVERGENT', `event ${event.id} says it is of ledger ${event.ledger}`);
			}
			if (event.ledger <= this.#passed) redelivered.push(event);
			else this.#keep(event);
		}
		const scanned = Math.min(scannedLedger(page.cursor), page.latestLedger);
		// A cursor that went back is one of a source that lags: what was passed stays passed.
		if (this.#cursor === null || page.cursor > this.#cursor) this.#cursor = page.cursor;
		if (scanned <= this.#passed) return { ledgers: [], scanned: this.#passed, redelivered };
		this.#passed = scanned;
		return { ledgers: this.#complete(), scanned, redelivered };
	}

	#keep(event: RawEvent): void {
		const known = this.#waiting.get(event.id);
		if (known && !sameBytes(known, event)) {
			throw new PassaError('SOURCE_DIVERGENT', `event ${event.id} came twice with different content`);
		}
		this.#waiting.set(event.id, event);
	}

	#complete(): LedgerEvents[] {
		const done = [...this.#waiting.values()].filter((e) => e.ledger <= this.#passed);
		for (const { id } of done) this.#waiting.delete(id);
		done.sort((a, b) => (a.id < b.id ? -1 : 1));
		return [...Map.groupBy(done, (e) => e.ledger)].map(([ledger, events]) => ({ ledger, events }));
	}
}
