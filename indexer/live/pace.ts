import type { Clock } from '#shared/clock.ts';
import { PassaError } from '#shared/errors.ts';

/** `burst` without a wait, and then so many a second. */
export type Rate = { burst: number; perSecond: number };

/** One page's channels without a wait; then as fast as a person changes pages. */
export const connectionRate: Rate = { burst: 60, perSecond: 10 };
/** Many people share one address of a phone network, so this is only a coarse bound. */
export const networkRate: Rate = { burst: 1000, perSecond: 200 };
const maxWaitMilliseconds = 30_000;

/**
 * Spaces out what somebody does: `turn` resolves when it is their turn. It stores one number, the time at which all
 * turns given out so far are over.
 */
export class Pace {
	readonly #rate: Rate;
	readonly #clock: Clock;
	#paidUntil = 0;

	constructor(rate: Rate, clock: Clock) {
		this.#rate = rate;
		this.#clock = clock;
	}

	/**
	 * Waits if too many came in a burst, until `signal` fires. Throws SUBSCRIBED_TOO_OFTEN (429) if the wait would be
	 * long.
	 */
	async turn(signal: AbortSignal): Promise<void> {
		const { burst, perSecond } = this.#rate;
		const now = this.#clock.now();
		const begins = Math.max(this.#paidUntil, now - (burst * 1000) / perSecond);
		const wait = begins + 1000 / perSecond - now;
		if (wait > maxWaitMilliseconds) throw tooOften(Math.ceil(wait / 1000));
		this.#paidUntil = begins + 1000 / perSecond;
		if (wait > 0) await this.#clock.sleep(wait, signal);
	}

	/** Whether nobody has to wait: then nothing is lost with it. */
	get isIdle(): boolean {
		return this.#paidUntil <= this.#clock.now();
	}
}

const tooOften = (retryAfter: number): PassaError =>
	new PassaError('SUBSCRIBED_TOO_OFTEN', `That was too often. Try again in ${retryAfter} seconds.`, {
		status: 429,
		detail: { retryAfter },
	});
