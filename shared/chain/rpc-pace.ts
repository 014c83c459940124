import { type Clock, steadyClock } from '#shared/clock.ts';
import { PassaError } from '#shared/errors.ts';

export type BusyError = PassaError<'RPC_BUSY'>;

/** The longest pause that we accept from a node. */
const longestPauseMs = 300_000;
/** The pause after a refusal that names none; each further one doubles it. */
const firstPauseMs = 1000;
const mostDoublings = 5;
/** The window in which the answered requests show what a node allows. */
const windowMs = 1000;
const slowest = 0.2;
const slower = 0.8;
/** After a while without a refusal the rate rises, a tenth each second. */
const calmMs = 10_000;
const faster = 1.1;
/** Requests a second above which no bound is kept. */
const unbounded = 500;

const never = new AbortController().signal;

type Waiting = { until: number; grant: (time: number) => void; refuse: (error: BusyError) => void };

/**
 * A bucket of tokens for one node. It is open until the node refuses a request for its number. Then it closes for the
 * time that the node names, and gives out as many tokens a second as the node had answered requests.
 */
export class Pace {
	readonly #clock: Clock;
	#rate = Number.POSITIVE_INFINITY;
	/** The time of the next token. */
	#next = 0;
	#closedUntil = 0;
	#cutAt = Number.NEGATIVE_INFINITY;
	#raisedAt = Number.NEGATIVE_INFINITY;
	#refusals = 0;
	/** When the answered requests of the last window were sent. */
	#answered: number[] = [];
	#waiting: Waiting[] = [];

	constructor(clock: Clock = steadyClock) {
		this.#clock = clock;
	}

	/** Requests a second; infinite if nothing is known. */
	get rate(): number {
		return this.#rate;
	}

	/** Milliseconds until the next token that nobody waits for. */
	get wait(): number {
		const next = Math.max(this.#closedUntil, this.#next) + (this.#waiting.length * 1000) / this.#rate;
		return Math.max(0, next - this.#clock.now());
	}

	/** Waits for a token. Returns the time, for `answered` and `refused`. Throws BusyError if it comes after `until`. */
	async turn(until: number): Promise<number> {
		const { wait } = this;
		const now = this.#clock.now();
		if (wait > until - now) throw busy(wait);
		if (wait === 0 && this.#waiting.length === 0) return this.#issue(now);
		return new Promise((grant, refuse) => {
			this.#waiting.push({ until, grant, refuse });
			if (this.#waiting.length === 1) void this.#giveOut();
		});
	}

	#issue(now: number): number {
		this.#next = now + 1000 / this.#rate;
		return now;
	}

	/** Gives a token to each that waits, in their order. */
	async #giveOut(): Promise<void> {
		for (let first = this.#waiting[0]; first; first = this.#waiting[0]) {
			const now = this.#clock.now();
			const wait = Math.max(this.#closedUntil, this.#next) - now;
			// A refusal meanwhile closes the bucket for the waiting ones, too.
			if (wait > 0 && now + wait <= first.until) {
				await this.#clock.sleep(wait, never);
				continue;
			}
			this.#waiting.shift();
			if (wait > 0) first.refuse(busy(wait));
			else first.grant(this.#issue(now));
		}
	}

	/** The node answered a request that was sent then. */
	answered(sentAt: number): void {
		const now = this.#clock.now();
		this.#refusals = 0;
		this.#remember(sentAt, now);
		// Of requests sent together some answers come after the first refusal.
		if (sentAt <= this.#cutAt && sentAt > this.#cutAt - windowMs)
			this.#rate = Math.max(this.#rate, this.#answeredBy(this.#cutAt) * slower);
		else if (now - this.#cutAt > calmMs && now - this.#raisedAt > windowMs) this.#raise(now);
	}

	/** The node refused a request that was sent then, and named this pause, or none. */
	refused(sentAt: number, pauseMs: number | null): void {
		const now = this.#clock.now();
		// Requests sent together are refused together: that is one sign, not many.
		const isNews = sentAt > this.#cutAt;
		if (isNews) this.#refusals = Math.min(this.#refusals + 1, mostDoublings);
		const usual = firstPauseMs * 2 ** (this.#refusals - 1);
		const pause = Math.min(Math.max(pauseMs ?? usual, 0), longestPauseMs);
		this.#closedUntil = Math.max(this.#closedUntil, now + pause);
		if (!isNews) return;
		const first = this.#rate === Number.POSITIVE_INFINITY;
		const allowed = first ? this.#answeredBy(now) : this.#rate;
		this.#cutAt = now;
		this.#rate = Math.max(slowest, first ? Math.max(1, allowed * slower) : allowed * slower);
		this.#next = Math.max(this.#next, now + 1000 / this.#rate);
	}

	#remember(sentAt: number, now: number): void {
		this.#answered.push(sentAt);
		if (this.#answered.length > 2 * unbounded)
			this.#answered = this.#answered.filter((at) => at > now - 2 * windowMs);
	}

	#answeredBy(time: number): number {
		return this.#answered.filter((at) => at > time - windowMs && at <= time).length;
	}

	#raise(now: number): void {
		this.#raisedAt = now;
		this.#rate *= faster;
		if (this.#rate > unbounded) this.#rate = Number.POSITIVE_INFINITY;
	}
}

/** The pause that a Retry-After header names, in seconds or as a date; null if it names none. */
export function pauseIn(header: string | null, now: number): number | null {
	if (header === null) return null;
	const seconds = /^\s*\d+(\.\d+)?\s*$/.test(header) ? Number(header) : Number.NaN;
	if (Number.isFinite(seconds)) return seconds * 1000;
	const date = /^\s*[a-z]{3,9},/i.test(header) ? Date.parse(header) : Number.NaN;
	return Number.isNaN(date) ? null : Math.max(0, date - now);
}

const busy = (waitMs: number): BusyError =>
	new PassaError(
		'RPC_BUSY',
		`the Stellar RPC takes no more requests for ${Math.ceil(waitMs / 1000)} s; try again then`,
		{ status: 503, detail: { retryAfter: Math.ceil(waitMs / 1000) } },
	);
