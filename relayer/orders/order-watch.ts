import type { Clock } from '#shared/clock.ts';

export type Subscription = {
	/**
	 * Resolves when the order was updated since the subscription or the last call, when the time is over, or when the
	 * watch closes.
	 */
	next(milliseconds: number): Promise<void>;
	end(): void;
};

/** The requests of this process that wait for an order's next update. An update is only a hint to read the database. */
export class OrderWatch {
	#clock: Clock;
	#waiting = new Map<string, Set<() => void>>();
	#closing = new AbortController();

	constructor(clock: Clock) {
		this.#clock = clock;
	}

	/** Wakes the requests that wait for this order. Without a reference it wakes all: notices may have been missed. */
	notify(reference?: string): void {
		const sets = reference === undefined ? [...this.#waiting.values()] : [this.#waiting.get(reference)];
		for (const set of sets) for (const wake of [...(set ?? [])]) wake();
	}

	subscribe(reference: string, gone?: AbortSignal): Subscription {
		let update = new AbortController();
		const wake = () => update.abort();
		const set = this.#waiting.get(reference) ?? new Set();
		this.#waiting.set(reference, set.add(wake));
		return {
			next: async (milliseconds) => {
				const ends = [update.signal, this.#closing.signal, ...(gone ? [gone] : [])];
				await this.#clock.sleep(milliseconds, AbortSignal.any(ends));
				update = new AbortController();
			},
			end: () => {
				set.delete(wake);
				if (set.size === 0 && this.#waiting.get(reference) === set) this.#waiting.delete(reference);
			},
		};
	}

	get closed(): boolean {
		return this.#closing.signal.aborted;
	}

	/** Ends every wait. */
	close(): void {
		this.#closing.abort();
	}
}
