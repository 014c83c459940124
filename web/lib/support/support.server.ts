import { error, type RequestEvent } from '@sveltejs/kit';
import type { RelayerClient } from '#relayer/client.ts';
import { PassaError } from '#shared/errors.ts';
import { relayerFor } from '../server/relayer.server.ts';
import { sessionToken } from '../server/session.server.ts';
import { type Content, unwrap } from '../unwrap.ts';

const cookieName = 'support';
const path = '/support';
const hours = 12;

/** Headers of pages with personal data: no robot lists them and no cache keeps them. */
export const unlisted = { 'cache-control': 'no-store', 'x-robots-tag': 'noindex, nofollow' };

/** A client of the relayer for support: by the token that the start printed, else by the visitor's session. Throws 401. */
export async function relayerForSupport(event: RequestEvent): Promise<RelayerClient> {
	const token = event.cookies.get(cookieName) ?? (await sessionToken(event));
	if (!token) error(401, 'support only');
	return relayerFor({ token });
}

/** Remembers a support token in this browser, for these pages only, once the relayer accepts it. */
export async function keepSupportToken({ cookies, url }: RequestEvent, token: string): Promise<void> {
	await unwrapForSupport(relayerFor({ token }).v1.review.$get({ query: {} }));
	cookies.set(cookieName, token, {
		path,
		httpOnly: true,
		sameSite: 'lax',
		secure: url.protocol === 'https:',
		maxAge: hours * 3600,
	});
}

/** The content of an answer for support. Throws 401 for non-staff, 404 for an unknown case, 503 for a fault. */
export async function unwrapForSupport<R extends Parameters<typeof unwrap>[0]>(
	request: R,
): Promise<Content<Awaited<R>>> {
	try {
		return (await unwrap(request)) as Content<Awaited<R>>;
	} catch (cause) {
		if (!(cause instanceof PassaError)) throw cause;
		if (cause.status === 401 || cause.status === 403) error(401, 'support only');
		if (cause.status < 500 && cause.status !== 429) error(404, 'not found');
		error(503, 'unavailable');
	}
}
