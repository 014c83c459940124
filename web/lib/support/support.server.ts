import { error, type RequestEvent } from '@sveltejs/kit';
import type { RelayerClient } from '#relayer/client.ts';
import { PassaError } from '#shared/errors.ts';
import { relayerFor } from '../server/relayer.server.ts';
import { sessionToken } from '../server/session-token.server.ts';
import { answered, type Content } from '../unwrap.ts';

const cookieName = 'support';
const path = '/support';
const hours = 12;

/** No robot lists these pages and no cache keeps them: they show what is personal. */
export const unlisted = { 'cache-control': 'no-store', 'x-robots-tag': 'noindex, nofollow' };

/** The relayer, asked as support: by the token that was printed at the start, else as whoever is signed in. */
export async function relayerForSupport(event: RequestEvent): Promise<RelayerClient> {
	const token = event.cookies.get(cookieName) ?? (await sessionToken(event));
	if (!token) error(401, 'not for everybody');
	return relayerFor({ token });
}

/** Keeps a token that the relayer takes, for this browser and these pages only. */
export async function keepSupportToken({ cookies, url }: RequestEvent, token: string): Promise<void> {
	await seen(relayerFor({ token }).v1.review.$get({ query: {} }));
	cookies.set(cookieName, token, {
		path,
		httpOnly: true,
		sameSite: 'lax',
		secure: url.protocol === 'https:',
		maxAge: hours * 3600,
	});
}

/** What support reads. Whoever is none is told so; a case that there is not is a page that there is not. */
export async function seen<R extends Parameters<typeof answered>[0]>(asked: R): Promise<Content<Awaited<R>>> {
	try {
		return (await answered(asked)) as Content<Awaited<R>>;
	} catch (cause) {
		if (!(cause instanceof PassaError)) throw cause;
		if (cause.status === 401 || cause.status === 403) error(401, 'not for everybody');
		if (cause.status < 500 && cause.status !== 429) error(404, 'not found');
		error(503, 'unavailable');
	}
}
