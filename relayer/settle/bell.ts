import type { Clock } from '#shared/service/clock.ts';

/** Wakes those who have nothing to do. A ring that nobody hears is lost: they look by themselves, less often. */
export class Bell {
	#clock: Clock;
	#round = new AbortController();

	constructor(clock: Clock) {
		this.#clock = clock;
	}

	ring(): void {
		const rung = this.#round;
		this.#round = new AbortController();
		rung.abort();
	}

	/** Until it rings, the time is over, or the signal fires. */
	next(milliseconds: number, signal: AbortSignal): Promise<void> {
		return this.#clock.sleep(milliseconds, AbortSignal.any([this.#round.signal, signal]));
	}
}
