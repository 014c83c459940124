import type { RequestEvent } from '@sveltejs/kit';
import { type PlatformClient, platformClient } from '#platform/client.ts';
import { PassaError } from '#shared/errors.ts';
import { webConfig } from './config.server.ts';
import { readSetCookie } from './set-cookie.ts';

const timeoutMs = 5000;

/** The platform, asked in a visitor's name: it sees their cookie and origin, and they get the cookies that it sets. */
export function platformFor(event: RequestEvent): PlatformClient {
	const { PLATFORM_URL } = webConfig();
	if (!PLATFORM_URL) {
		throw new PassaError('SERVICE_UNREACHABLE', 'There are no accounts here.', { status: 503 });
	}
	const headers = new Headers({
		// Not of `event.url`: a page that reads it is loaded anew at each change of its query.
		origin: new URL(event.request.url).origin,
		'x-forwarded-for': event.getClientAddress(),
	});
	for (const name of ['cookie', 'user-agent', 'accept-language']) {
		const value = event.request.headers.get(name);
		if (value) headers.set(name, value);
	}
	const ask: typeof fetch = async (input, init) => {
		const answer = await fetch(input, { ...init, signal: AbortSignal.timeout(timeoutMs) });
		for (const header of answer.headers.getSetCookie()) handOn(event, header);
		return answer;
	};
	return platformClient(PLATFORM_URL, { fetch: ask, headers: Object.fromEntries(headers) });
}

function handOn({ cookies }: RequestEvent, header: string): void {
	const cookie = readSetCookie(header);
	if (cookie) cookies.set(cookie.name, cookie.value, { ...cookie.options, encode: (value) => value });
}

let outbox: Promise<boolean> | undefined;

/** Whether messages stay in an outbox that anybody may read, as the platform says: it does not change while it runs. */
export function outboxIsOpen(event: RequestEvent): Promise<boolean> {
	outbox ??= platformFor(event)
		.v1.outbox.$get()
		.then((answer) => answer.ok)
		.catch(() => {
			outbox = undefined;
			return false;
		});
	return outbox;
}
