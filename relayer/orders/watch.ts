import type { Clock } from '#shared/service/clock.ts';

export type Subscription = {
	/** Ends at news since the subscription or the last call, after the time, or when nobody listens any more. */
	next(milliseconds: number): Promise<void>;
	end(): void;
};

/** Who waits for which order, in this process. News is only a hint to look: what is true stands in the database. */
export class OrderWatch {
	#clock: Clock;
	#waiting = new Map<string, Set<() => void>>();
	#closing = new AbortController();

	constructor(clock: Clock) {
		this.#clock = clock;
	}

	/** Of one order; of all where it is not known what was missed. */
	notify(reference?: string): void {
		const sets = reference === undefined ? [...this.#waiting.values()] : [this.#waiting.get(reference)];
		for (const set of sets) for (const wake of [...(set ?? [])]) wake();
	}

	subscribe(reference: string, gone?: AbortSignal): Subscription {
		let news = new AbortController();
		const wake = () => news.abort();
		const set = this.#waiting.get(reference) ?? new Set();
		this.#waiting.set(reference, set.add(wake));
		return {
			next: async (milliseconds) => {
				const ends = [news.signal, this.#closing.signal, ...(gone ? [gone] : [])];
				await this.#clock.sleep(milliseconds, AbortSignal.any(ends));
				news = new AbortController();
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

	/** Lets everyone go. */
	close(): void {
		this.#closing.abort();
	}
}
