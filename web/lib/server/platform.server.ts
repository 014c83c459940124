import type { RequestEvent } from '@sveltejs/kit';
import { type PlatformClient, platformClient } from '#platform/client.ts';
import { deviceCookie } from '#shared/device.server.ts';
import { PassaError } from '#shared/errors.ts';
import { webConfig } from './config.server.ts';
import { readSetCookie } from './set-cookie.ts';

const timeoutMs = 5000;

/** A client of the platform for one visitor: it passes on the visitor's cookie and address, and sets the platform's cookies. */
export function platformFor(event: RequestEvent, withinMs = timeoutMs): PlatformClient {
	const { PLATFORM_URL } = webConfig();
	if (!PLATFORM_URL) {
		throw new PassaError('SERVICE_UNREACHABLE', 'There are no accounts here.', { status: 503 });
	}
	const headers = new Headers({
		// Reading `event.url` would reload the page at each change of its query.
		origin: new URL(event.request.url).origin,
		'x-forwarded-for': event.getClientAddress(),
	});
	const cookie = cookiesOf(event);
	if (cookie) headers.set('cookie', cookie);
	for (const name of ['user-agent', 'accept-language']) {
		const value = event.request.headers.get(name);
		if (value) headers.set(name, value);
	}
	const send: typeof fetch = async (input, init) => {
		const answer = await fetch(input, { ...init, signal: AbortSignal.timeout(withinMs) });
		for (const header of answer.headers.getSetCookie()) passCookie(event, header);
		return answer;
	};
	return platformClient(PLATFORM_URL, { fetch: send, headers: Object.fromEntries(headers) });
}

/** The visitor's cookies, with a device that this very request was given. */
function cookiesOf({ request, cookies }: RequestEvent): string {
	const sent = request.headers.get('cookie') ?? '';
	const device = cookies.get(deviceCookie);
	const isSent = sent.split('; ').some((pair) => pair.startsWith(`${deviceCookie}=`));
	return device && !isSent ? [sent, `${deviceCookie}=${device}`].filter(Boolean).join('; ') : sent;
}

function passCookie({ cookies }: RequestEvent, header: string): void {
	const cookie = readSetCookie(header);
	if (cookie) cookies.set(cookie.name, cookie.value, { ...cookie.options, encode: (value) => value });
}

let outbox: Promise<boolean> | undefined;

/** Whether the platform keeps messages in an outbox that anybody may read. Asked once: it does not change while it runs. */
export function outboxIsOpen(event: RequestEvent): Promise<boolean> {
	outbox ??= platformFor(event)
		.v1.outbox.$get({ query: {} })
		.then((answer) => answer.ok)
		.catch(() => {
			outbox = undefined;
			return false;
		});
	return outbox;
}
