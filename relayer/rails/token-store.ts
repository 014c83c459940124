export type Token = { value: string; expiresAt: number };

/** All workers share one token: a new token invalidates the one before, so workers must not fetch their own. */
export type TokenStore = {
	/** Runs `renew` for one caller at a time when the stored token is the stale one, is too old, or is missing. */
	token(now: number, stale: string | null, renew: () => Promise<Token>): Promise<string>;
};

const earlyMilliseconds = 60_000;

/** Whether a token may be used: it is not the one that was refused, and does not end within a minute. */
export const isFresh = (token: Token | null, now: number, stale: string | null): token is Token =>
	token !== null && token.value !== stale && token.expiresAt - earlyMilliseconds > now;

/** A token in the memory of one process. Concurrent callers share one renewal. */
export function memoryTokens(): TokenStore {
	let held: Token | null = null;
	let renewal: Promise<Token> | null = null;
	return {
		async token(now, stale, renew) {
			if (isFresh(held, now, stale)) return held.value;
			renewal ??= renew().finally(() => {
				renewal = null;
			});
			held = await renewal;
			return held.value;
		},
	};
}
