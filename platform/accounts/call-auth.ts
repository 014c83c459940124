import type { Context } from 'hono';
import { PassaError } from '#shared/errors.ts';
import { chargeRequest } from './asker.ts';
import { writeAsker } from './asker-headers.ts';
import type { AskerOf } from './asker-of.ts';
import { type Auth, authPath } from './auth.server.ts';
import type { ProofDeps } from './code-request.ts';
import type { SignInError } from './sign-in-plugin.ts';

export type CallAuthError = SignInError | PassaError<'TOO_MANY_REQUESTS' | 'SIGN_IN_NEEDED' | 'FORBIDDEN'>;

/**
 * Calls an endpoint of the auth library on behalf of a request, and passes its cookies on. Codes and wallets are charged to
 * who asks. Throws CallAuthError.
 */
export type CallAuth = <T>(c: Context, path: string, body?: object) => Promise<T>;

const charged = /^\/(code|wallet)\//;
const passedOn = ['cookie', 'origin', 'referer', 'user-agent', 'accept-language'];

export const authCaller =
	(deps: ProofDeps, auth: Auth, origin: string, askerOf: AskerOf): CallAuth =>
	async <T>(c: Context, path: string, body: object = {}): Promise<T> => {
		const asker = await askerOf(c);
		if (charged.test(path)) await chargeRequest(deps, asker);
		const headers = new Headers({ 'content-type': 'application/json' });
		for (const name of passedOn) {
			const value = c.req.header(name);
			if (value !== undefined) headers.set(name, value);
		}
		writeAsker(headers, asker);
		const url = new URL(`${authPath}${path}`, origin);
		const answer = await auth.handler(
			new Request(url, { method: 'POST', headers, body: JSON.stringify(body) }),
		);
		for (const cookie of answer.headers.getSetCookie()) c.header('set-cookie', cookie, { append: true });
		if (answer.ok) return (await answer.json()) as T;
		throw refusalOf(answer);
	};

function refusalOf({ status }: Response): Error {
	if (status === 401) return new PassaError('SIGN_IN_NEEDED', 'Sign in first.', { status });
	if (status < 500) return new PassaError('FORBIDDEN', 'That is not open to you.', { status: 403 });
	return new Error(`the auth library answers ${status}`);
}
