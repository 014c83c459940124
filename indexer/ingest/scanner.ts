import { believedCursor, scannedLedger } from '#shared/chain/rpc.ts';
import type { RawEvent } from '#shared/contract/raw-event.ts';
import { PassaError } from '#shared/errors.ts';
import { ledgerOf } from '../facts/fact.ts';
import { sameBytes } from '../models/raw-events.ts';
import type { EventsPage, Start } from './rpc-source.ts';

type LedgerEvents = { ledger: number; events: RawEvent[] };
export type Scan = {
	/** Complete ledgers with events, in order. */
	ledgers: LedgerEvents[];
	/** The last complete ledger. */
	scanned: number;
	/** Events of earlier ledgers: the stored ones must be the same. */
	redelivered: RawEvent[];
};

/**
 * Turns pages into complete ledgers. A page may end within a ledger, come twice, overlap with the one before or be
 * empty. A ledger is complete once the cursor has passed it, and `add` returns it then, once.
 */
export class Scanner {
	#passed: number;
	#cursor: string | null = null;
	#waiting = new Map<string, RawEvent>();

	constructor(passed: number) {
		this.#passed = passed;
	}

	/** Where the next page starts. A new scanner names the ledger, so that the source refuses a range it dropped. */
	get start(): Start {
		return this.#cursor === null ? { startLedger: this.#passed + 1 } : { cursor: this.#cursor };
	}

	add(page: EventsPage): Scan {
		const redelivered: RawEvent[] = [];
		for (const event of page.events) {
			if (ledgerOf(event.id) !== event.ledger) {
				throw new PassaError(
					'SOURCE_DIVERGENT',
					`event ${event.id} names ledger ${event.ledger}, not its id's`,
				);
			}
			if (event.ledger <= this.#passed) redelivered.push(event);
			else this.#hold(event);
		}
		const cursor = believedCursor(page, Number.POSITIVE_INFINITY);
		const scanned = scannedLedger(cursor);
		// A source that lags may send an older cursor; passed ledgers stay passed.
		if (this.#cursor === null || cursor > this.#cursor) this.#cursor = cursor;
		if (scanned <= this.#passed) return { ledgers: [], scanned: this.#passed, redelivered };
		this.#passed = scanned;
		return { ledgers: this.#complete(), scanned, redelivered };
	}

	#hold(event: RawEvent): void {
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
