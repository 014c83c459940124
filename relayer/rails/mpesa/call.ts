import { RailError } from '../rail-error.ts';
import type { TokenStore } from '../tokens.ts';
import { isRefusal, noAnswer, refused } from './errors.ts';
import { fetchToken } from './fetch-token.ts';
import { readJson } from './tolerant.ts';

/** `value`: the answer's JSON; undefined where it is none, e.g. a page of HTML. `body`: as it came. */
export type Answer = { status: number; value: unknown; body: string };
/** One POST with the shared token. Its answer may have any HTTP status but those of a refused token. */
export type Call = (path: string, body: Record<string, unknown>) => Promise<Answer>;

type Settings = {
	baseUrl: string;
	key: string;
	secret: string;
	timeoutMilliseconds: number;
	tokens: TokenStore;
	now: () => number;
};

/** Longer than any page of Pull. An endless answer must not fill the memory. */
const mostBytes = 4 * 1024 * 1024;

/** A refused token is renewed once: Daraja refuses it before any work. */
export function caller(settings: Settings): Call {
	const { baseUrl, tokens, now, timeoutMilliseconds } = settings;
	const renew = () => fetchToken(settings, now());
	const send = async (path: string, body: Record<string, unknown>, token: string): Promise<Answer> => {
		const answer = await request(`${baseUrl}${path}`, timeoutMilliseconds, {
			method: 'POST',
			headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
			body: JSON.stringify(body),
		});
		const { status, value, body: raw } = answer;
		const error = isSuccess(answer) && !isRefusal(value) ? null : refused(status, value, raw);
		if (error?.code === 'MPESA_TOKEN_REFUSED') throw error;
		return answer;
	};
	return async (path, body) => {
		const token = await tokens.token(now(), null, renew);
		return send(path, body, token).catch(async (error) => {
			if (!(error instanceof RailError) || error.code !== 'MPESA_TOKEN_REFUSED') throw error;
			return send(path, body, await tokens.token(now(), token, renew));
		});
	};
}

/** Throws MPESA_NO_ANSWER. A redirect is not followed: it would carry the password elsewhere. */
export async function request(url: string, milliseconds: number, init: RequestInit): Promise<Answer> {
	try {
		const signal = AbortSignal.timeout(milliseconds);
		const response = await fetch(url, { ...init, redirect: 'manual', signal });
		const body = await textOf(response);
		return { status: response.status, value: readJson(body), body };
	} catch (cause) {
		throw noAnswer(cause);
	}
}

async function textOf(response: Response): Promise<string> {
	const parts: Uint8Array[] = [];
	let bytes = 0;
	for await (const part of response.body ?? []) {
		bytes += part.byteLength;
		if (bytes > mostBytes) throw new RangeError('the answer is too long');
		parts.push(part);
	}
	return new TextDecoder().decode(Buffer.concat(parts));
}

export const isSuccess = ({ status }: Answer): boolean => status >= 200 && status < 300;
