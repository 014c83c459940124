import { RailError } from '../rail-error.ts';
import type { Token } from '../token-store.ts';
import { fields, text } from './json-readers.ts';
import { isSuccess, request } from './request.ts';

const answer = fields({ access_token: text, expires_in: text });

const usualSeconds = 3_600;
/** A token is renewed a minute before its end. A shorter life would renew it, and end the one before, all the time. */
const shortestSeconds = 300;

/**
 * Fetches an access token of Daraja. `now` and `expiresAt` are in milliseconds. Throws RailError MPESA_NO_TOKEN with the
 * effect `none`: nothing was sent, so the request may be sent later.
 */
export async function fetchToken(
	login: { baseUrl: string; key: string; secret: string; timeoutMilliseconds: number },
	now: number,
): Promise<Token> {
	const url = `${login.baseUrl}/oauth/v1/generate?grant_type=client_credentials`;
	const basic = Buffer.from(`${login.key}:${login.secret}`).toString('base64');
	const headers = { authorization: `Basic ${basic}` };
	const found = await request(url, login.timeoutMilliseconds, { headers }).catch((cause: Error) => {
		throw new RailError('MPESA_NO_TOKEN', cause.message, 'none', '', cause);
	});
	const { access_token: value, expires_in } = answer(found.value);
	// A header can hold no other letters. The answer is not kept as evidence, because it may hold a secret.
	if (!isSuccess(found) || !/^[\x21-\x7e]+$/.test(value))
		throw new RailError('MPESA_NO_TOKEN', `M-Pesa gave no token (HTTP ${found.status})`, 'none');
	return { value, expiresAt: now + secondsOf(expires_in) * 1000 };
}

function secondsOf(expires: string): number {
	const seconds = Number(expires);
	if (!(seconds > 0)) return shortestSeconds;
	return Math.min(Math.max(seconds, shortestSeconds), usualSeconds);
}
