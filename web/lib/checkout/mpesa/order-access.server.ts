import type { RequestEvent } from '@sveltejs/kit';
import { webConfig } from '../../server/config.server.ts';
import { relayerFor } from '../../server/relayer.server.ts';
import { sessionToken } from '../../server/session-token.server.ts';
import { answered } from '../../unwrap.ts';
import { tokenOf } from './order-cookies.server.ts';

type Own = { reference: string; token: string };

/** The orders of whoever is signed in, newest first, made on whatever device. None for a guest, or while nobody can say. */
export async function ownOrders(event: RequestEvent): Promise<Own[]> {
	if (!event.locals.person || !webConfig().RELAYER_URL) return [];
	const token = await sessionToken(event);
	if (!token) return [];
	const own = await answered(relayerFor({ token }).v1.orders.$get()).catch(() => null);
	return own?.items ?? [];
}

/**
 * What opens an order: this browser's cookie, else that it is the account's own. The latter is kept nowhere: after
 * signing out, the next person at this machine sees nothing of it.
 */
export async function keyOf(event: RequestEvent, reference: string): Promise<string | undefined> {
	const kept = tokenOf(event.cookies, reference);
	return kept ?? (await ownOrders(event)).find((each) => each.reference === reference)?.token;
}
