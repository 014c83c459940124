import type { RequestEvent } from '@sveltejs/kit';
import { webConfig } from '#lib/server/config.server.ts';
import { relayerFor } from '#lib/server/relayer.server.ts';
import { sessionToken } from '#lib/server/session.server.ts';
import { unwrap } from '#lib/unwrap.ts';
import type { ReceivedTicket } from '#relayer/client.ts';

/** Tickets that others sent to the person's phones and addresses. None for a guest, or while the relayer does not answer. */
export async function receivedTickets(event: RequestEvent): Promise<ReceivedTicket[]> {
	if (!event.locals.person || !webConfig().RELAYER_URL) return [];
	const token = await sessionToken(event);
	if (!token) return [];
	return unwrap(relayerFor({ token }).v1.handovers.$get())
		.then(({ items }) => items)
		.catch(() => []);
}
