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
