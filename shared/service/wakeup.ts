import type { Clock } from '../clock.ts';

/** Wakes waiting workers. A call while none waits is lost; workers also look by themselves, less often. */
export class Wakeup {
	#clock: Clock;
	#round = new AbortController();

	constructor(clock: Clock) {
		this.#clock = clock;
	}

	/** Ends every wait. */
	wake(): void {
		const round = this.#round;
		this.#round = new AbortController();
		round.abort();
	}

	/** Until the next `wake`, the end of the time, or the signal. */
	wait(milliseconds: number, signal: AbortSignal): Promise<void> {
		return this.#clock.sleep(milliseconds, AbortSignal.any([this.#round.signal, signal]));
	}
}
