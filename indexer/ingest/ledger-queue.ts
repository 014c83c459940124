import {
	applyLedgers,
	type Ledger,
	type LedgerRange,
	type Position,
	type WriteOptions,
} from './apply-ledgers.ts';

/** What one transaction writes at most. A settlement's event has many orders, so characters count too. */
const most = { ledgers: 50, events: 500, characters: 500_000 };

type QueueOptions = WriteOptions & {
	epoch: number;
	range: LedgerRange;
	from: Position;
};

/**
 * Writes confirmed ledgers in order while the caller reads the next ones: what has come during a transaction is
 * written by the one after it. So at the tip each ledger is written at once, and far behind it a transaction writes
 * many.
 */
export class LedgerQueue {
	readonly #o: QueueOptions;
	/** Up to where ledgers are written. */
	position: Position;
	/** How many logs went into quarantine. */
	quarantined = 0;
	#waiting: Ledger[] = [];
	/** The transaction that is under way. It never rejects. */
	#transaction: Promise<void> | null = null;
	/** What the first write that failed threw: nothing is written after it. */
	#failure: { error: unknown } | null = null;

	constructor(options: QueueOptions) {
		this.#o = options;
		this.position = options.from;
	}

	/** Waits while the next transaction is full already. Throws what a write before threw: see `applyLedgers`. */
	async add(ledger: Ledger): Promise<void> {
		this.#assertWrites();
		this.#waiting.push(ledger);
		this.#begin();
		while (this.#transaction && groupIn(this.#waiting) < this.#waiting.length) await this.#transaction;
		this.#assertWrites();
	}

	/** Waits until all is written, whether or not the reading went well. Throws what a write threw. */
	async end(): Promise<void> {
		while (this.#transaction) await this.#transaction;
		this.#assertWrites();
	}

	#begin(): void {
		if (this.#transaction || this.#waiting.length === 0) return;
		const group = this.#waiting.splice(0, groupIn(this.#waiting));
		this.#transaction = this.#write(group)
			.catch((error) => {
				this.#failure = { error };
				this.#waiting = [];
			})
			.finally(() => {
				this.#transaction = null;
				this.#begin();
			});
	}

	async #write(group: Ledger[]): Promise<void> {
		const { epoch, range } = this.#o;
		const applied = await applyLedgers(this.#o, epoch, this.position, group, range);
		this.position = applied.position;
		this.quarantined += applied.quarantined;
	}

	#assertWrites(): void {
		if (this.#failure) throw this.#failure.error;
	}
}

/** How many of these ledgers one transaction takes: at least one. */
function groupIn(list: Ledger[]): number {
	let [events, characters] = [0, 0];
	const over = list.findIndex((ledger, i) => {
		events += ledger.events.length;
		characters += ledger.events.reduce((sum, { value }) => sum + value.length, 0);
		return i > 0 && (i >= most.ledgers || events > most.events || characters > most.characters);
	});
	return over < 0 ? list.length : over;
}
