import { z } from 'zod';
import { RailError } from '../rail-error.ts';
import type { Token } from '../token-store.ts';
import { noAnswer } from './errors.ts';

const answer = z.object({ access_token: z.string().min(1), expires_in: z.coerce.number().positive() });

/**
 * Fetches an access token of Daraja. `now` and `expiresAt` are in milliseconds. Throws RailError MPESA_NO_TOKEN with the
 * effect `none`.
 */
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
		// Without a token nothing was sent, so the request may be sent later.
		throw new RailError('MPESA_NO_TOKEN', noAnswer(cause).message, 'none', '', cause);
	}
	const parsed = answer.safeParse(await response.json().catch(() => null));
	if (!response.ok || !parsed.success)
		throw new RailError('MPESA_NO_TOKEN', `M-Pesa gave no token (HTTP ${response.status})`, 'none');
	return { value: parsed.data.access_token, expiresAt: now + parsed.data.expires_in * 1000 };
}
