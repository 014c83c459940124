import { error, type RequestEvent } from '@sveltejs/kit';
import type { EventView, OrderView } from '#indexer/client.ts';
import { fromIndexer } from '#lib/server/indexer.server.ts';
import { relayerFor } from '#lib/server/relayer.server.ts';
import { sessionToken } from '#lib/server/session.server.ts';
import { orderTickets } from '#lib/ui/order-tickets.ts';
import { unwrap } from '#lib/unwrap.ts';
import { PassaError } from '#shared/errors.ts';
import { passFaces } from './pass-faces.ts';

/** A ticket that the visitor has taken from its sender; 404 for all others. */
export async function takenTicket(visit: RequestEvent, token: string) {
	const { v1 } = relayerFor({ token: await sessionToken(visit) });
	const handover = await unwrap(v1.handovers[':token'].$get({ param: { token } })).catch((failure) => {
		throw failure instanceof PassaError && failure.status === 404
			? error(404, 'not found')
			: error(503, 'unavailable');
	});
	const { ticket, eventNo, eventName } = handover;
	if (!handover.yours || !ticket) error(404, 'not found');
	const [order, event] = await Promise.all([
		fromIndexer<OrderView>(`/v1/orders/${ticket.order}?event=${eventNo}`),
		fromIndexer<EventView>(`/v1/events/${eventNo}`),
	]);
	const mine = orderTickets(order, event, visit.url.origin).filter(({ id }) => id === ticket.id);
	const href = `/handovers/${token}`;
	return { order, eventName, faces: passFaces(mine, eventNo, { href, again: `${href}/pass` }) };
}
