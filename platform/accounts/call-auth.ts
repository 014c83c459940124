import type { Context } from 'hono';
import { PassaError } from '#shared/errors.ts';
import { tooOften } from '#shared/service/rate-limit.server.ts';
import { writeAsker } from './asker-headers.ts';
import type { AskerOf } from './asker-of.ts';
import { type Auth, authPath } from './auth.server.ts';
import type { SignInError } from './sign-in-plugin.ts';

export type CallAuthError = SignInError | PassaError<'TOO_MANY_REQUESTS' | 'SIGN_IN_NEEDED' | 'FORBIDDEN'>;

/** Calls an endpoint of the auth library on behalf of a request, and passes its cookies on. Throws CallAuthError. */
export type CallAuth = <T>(c: Context, path: string, body?: object) => Promise<T>;

const passedOn = ['cookie', 'origin', 'referer', 'user-agent', 'accept-language'];

export const authCaller =
	(auth: Auth, origin: string, askerOf: AskerOf): CallAuth =>
	async <T>(c: Context, path: string, body: object = {}): Promise<T> => {
		const headers = new Headers({ 'content-type': 'application/json' });
		for (const name of passedOn) {
			const value = c.req.header(name);
			if (value !== undefined) headers.set(name, value);
		}
		writeAsker(headers, await askerOf(c));
		const url = new URL(`${authPath}${path}`, origin);
		const answer = await auth.handler(
			new Request(url, { method: 'POST', headers, body: JSON.stringify(body) }),
		);
		for (const cookie of answer.headers.getSetCookie()) c.header('set-cookie', cookie, { append: true });
		if (answer.ok) return (await answer.json()) as T;
		throw refusalOf(answer);
	};

function refusalOf({ status, headers }: Response): Error {
	if (status === 429) return tooOften('TOO_MANY_REQUESTS', Number(headers.get('x-retry-after') ?? 60));
	if (status === 401) return new PassaError('SIGN_IN_NEEDED', 'Sign in first.', { status });
	if (status < 500) return new PassaError('FORBIDDEN', 'That is not open to you.', { status: 403 });
	return new Error(`the auth library answers ${status}`);
}
