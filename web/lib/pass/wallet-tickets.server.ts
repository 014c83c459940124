import type { RequestEvent } from '@sveltejs/kit';
import type { EventView } from '#indexer/client.ts';
import { fromIndexer } from '#lib/server/indexer.server.ts';
import { orderAt, wholeIn } from '#lib/server/order-at.server.ts';
import { orderTickets } from '#lib/ui/order-tickets.ts';
import { passFaces } from './pass-faces.ts';

/** An order's tickets in wallets that the visitor's account has proved; none for others. */
export async function walletTickets({ url, locals }: RequestEvent, id: string) {
	const order = await orderAt(id, wholeIn(url, 'event'), null);
	const wallets = locals.person?.wallets ?? [];
	const own = order.tickets
		.filter(({ owner, custody }) => !custody && wallets.includes(owner))
		.map((ticket) => ticket.id);
	const event = await fromIndexer<EventView>(`/v1/events/${order.eventNo}`);
	const here = `/orders/${order.id}?event=${order.eventNo}`;
	const again = `/orders/${order.id}/pass?event=${order.eventNo}`;
	const tickets = orderTickets(order, event, url.origin).filter((ticket) => own.includes(ticket.id));
	return { order, here, again, faces: passFaces(tickets, order.eventNo, { href: here, again }) };
}
