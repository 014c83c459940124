import { z } from 'zod';
import { MpesaError, noAnswer } from './errors.ts';

export type Token = { value: string; expiresAt: number };

/** Where all workers find the one token: a new one invalidates the one before, so each must not fetch its own. */
export type TokenStore = {
	/** Runs `renew` for one caller at a time when the stored token is the stale one, is too old, or is missing. */
	token(now: number, stale: string | null, renew: () => Promise<Token>): Promise<string>;
};

const earlyMilliseconds = 60_000;

/** Whether a token may be used: it is not the one that was refused, and does not end within a minute. */
export const isFresh = (token: Token | null, now: number, stale: string | null): token is Token =>
	token !== null && token.value !== stale && token.expiresAt - earlyMilliseconds > now;

/** For one process: callers at once share one renewal. */
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

const answer = z.object({ access_token: z.string().min(1), expires_in: z.coerce.number().positive() });

export async function fetchToken(
	login: { baseUrl: string; key: string; secret: string; timeoutMilliseconds: number },
	now: number,
): Promise<Token> {
	const url = `${login.baseUrl}/oauth/v1/generate?grant_type=client_credentials`;
	const basic = Buffer.from(`${login.key}:${login.secret}`).toString('base64');
	let response: Response;
	try {
		response = await fetch(url, {
			headers: { authorization: `Basic ${basic}` },
			signal: AbortSignal.timeout(login.timeoutMilliseconds),
		});
	} catch (cause) {
		// No token, no effect: whatever waits for it may be sent later.
		throw new MpesaError('MPESA_NO_TOKEN', noAnswer(cause).message, 'retry', '', cause);
	}
	const parsed = answer.safeParse(await response.json().catch(() => null));
	if (!response.ok || !parsed.success)
		throw new MpesaError('MPESA_NO_TOKEN', `M-Pesa gave no token (HTTP ${response.status})`, 'retry');
	return { value: parsed.data.access_token, expiresAt: now + parsed.data.expires_in * 1000 };
}
