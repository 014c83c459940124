import type { EventView, OrderView } from '#indexer/client.ts';
import { placeOf, type TicketFace } from './ticket-face.ts';

/** An order on chain as its tickets show it. `event`: null if it cannot be read. `origin`: this site's address. */
export function orderTickets(
	order: OrderView,
	event: Pick<EventView, 'startsAt' | 'endsAt' | 'metadata' | 'stopped'> | null,
	origin: string,
): (TicketFace & { id: string; eventNo: number })[] {
	const venue = event?.metadata.document?.venue;
	return order.tickets.map(({ id, code, index }) => ({
		id,
		code,
		event: order.event,
		eventNo: order.eventNo,
		eventName: order.eventName,
		tierName: order.tierName,
		startsAt: event?.startsAt ?? null,
		endsAt: event?.endsAt ?? null,
		picture: event?.metadata.document?.picture ?? null,
		place: placeOf(venue?.name, venue?.city),
		cancelled: event?.stopped === 'cancelled',
		number: index + 1,
		of: order.qty,
		proof: `${origin}/orders/${order.id}?event=${order.eventNo}`,
	}));
}
