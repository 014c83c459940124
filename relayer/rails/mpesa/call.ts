import { RailError } from '../rail-error.ts';
import type { TokenStore } from '../token-store.ts';
import { isRefusal, refused } from './errors.ts';
import { fetchToken } from './fetch-token.ts';
import { type Answer, isSuccess, request } from './request.ts';

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
