/** The clock that waiting code uses; tests bring their own. */
export type Clock = {
	/** Milliseconds since 1970. */
	now(): number;
	/** Ends early, without an error, when the signal fires. */
	sleep(milliseconds: number, signal: AbortSignal): Promise<void>;
};

export const systemClock: Clock = {
	now: () => Date.now(),
	sleep: (milliseconds, signal) =>
		new Promise((done) => {
			if (signal.aborted) return done();
			const finish = () => {
				clearTimeout(timer);
				signal.removeEventListener('abort', finish);
				done();
			};
			const timer = setTimeout(finish, milliseconds);
			signal.addEventListener('abort', finish);
		}),
};

/**
 * Counts on evenly when the machine's clock is set: for pauses, paces and what is remembered for a while. With the
 * machine's clock, one that is set back by an hour would stretch a pause of a second to an hour. Its times are only
 * compared with each other.
 */
export const steadyClock: Clock = {
	now: () => Math.floor(performance.timeOrigin + performance.now()),
	sleep: systemClock.sleep,
};

/** A clock's time as a date. */
export const nowOf = ({ clock }: { clock: Pick<Clock, 'now'> }): Date => new Date(clock.now());
