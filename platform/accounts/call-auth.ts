import type { Context } from 'hono';
import { deviceHeader } from '#shared/device.server.ts';
import { PassaError } from '#shared/errors.ts';
import { tooOften } from '#shared/service/rate-limit.server.ts';
import type { Asker } from './asker.ts';
import type { AskerOf } from './asker-of.ts';
import { type Auth, authPath } from './auth.server.ts';

/** Calls an endpoint of the auth library on behalf of a request, and passes its cookies on. */
export type CallAuth = <T>(c: Context, path: string, body?: object) => Promise<T>;

const passedOn = ['cookie', 'origin', 'referer', 'user-agent', 'accept-language'];
const addressHeader = 'x-forwarded-for';

export const authCaller =
	(auth: Auth, origin: string, askerOf: AskerOf): CallAuth =>
	async <T>(c: Context, path: string, body: object = {}): Promise<T> => {
		const headers = new Headers({ 'content-type': 'application/json' });
		for (const name of passedOn) {
			const value = c.req.header(name);
			if (value !== undefined) headers.set(name, value);
		}
		const { device, address } = await askerOf(c);
		headers.set(addressHeader, address);
		if (device) headers.set(deviceHeader, device.id);
		const url = new URL(`${authPath}${path}`, origin);
		const answer = await auth.handler(
			new Request(url, { method: 'POST', headers, body: JSON.stringify(body) }),
		);
		for (const cookie of answer.headers.getSetCookie()) c.header('set-cookie', cookie, { append: true });
		if (answer.ok) return (await answer.json()) as T;
		throw refusalOf(answer);
	};

/** Who asks, as `CallAuth` says it to an endpoint. No header of the request itself gets there. */
export function askerIn(headers: Headers | undefined): Asker {
	const id = headers?.get(deviceHeader);
	return { device: id ? { id, phones: [] } : null, address: headers?.get(addressHeader) ?? '' };
}

function refusalOf({ status, headers }: Response): Error {
	if (status === 429) return tooOften('TOO_MANY_REQUESTS', Number(headers.get('x-retry-after') ?? 60));
	if (status === 401) return new PassaError('SIGN_IN_NEEDED', 'Sign in first.', { status });
	if (status < 500) return new PassaError('FORBIDDEN', 'That is not open to you.', { status: 403 });
	return new Error(`the auth library answers ${status}`);
}
