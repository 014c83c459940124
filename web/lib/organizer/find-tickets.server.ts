import type { EventView, OrderView } from '#indexer/client.ts';
import { orderOf } from '#shared/chain/state/ids.ts';
import { PassaError } from '#shared/errors.ts';
import { fromIndexer } from '../server/indexer.server.ts';
import { relayerFor } from '../server/relayer.server.ts';
import { unwrap } from '../unwrap.ts';
import { asksPhone } from './event-orders.ts';
import type { FoundTicket } from './found-ticket.ts';

/** `token`: a session that names the event, of a member who may read its orders; null: of one who may not. */
type Search = { event: Pick<EventView, 'no' | 'address'>; token: string | null; q: string };

const most = 20;

/**
 * Tickets by a short code, an id on chain, and for members who may read orders also by an order's reference or a phone number.
 * At most twenty. Throws what `fromIndexer` throws, and TOO_MANY_REQUESTS for too many searches by number.
 */
export async function findTickets({ event, token, q }: Search): Promise<FoundTicket[]> {
	const wanted = q.replace(/[\s-]/g, '').toUpperCase();
	if (wanted === '') return [];
	const found = (await byId(event, wanted)) ?? (await byCode(event, wanted));
	if (found.length > 0) return named(found, token, event.address);
	return token === null ? [] : byBuyer(event, token, q, wanted);
}

/** Ids on chain have more digits than a phone number has. Null: it is none. */
async function byId({ no }: Search['event'], wanted: string): Promise<FoundTicket[] | null> {
	if (!/^\d{14,20}$/.test(wanted)) return null;
	const order = await orderAt(no, String(orderOf(BigInt(wanted)).order));
	const own = order?.filter(({ id }) => id === wanted) ?? [];
	return own.length > 0 ? own : await orderAt(no, wanted);
}

async function byCode({ no }: Search['event'], wanted: string): Promise<FoundTicket[]> {
	const query = new URLSearchParams({ code: wanted });
	const { items } = await fromIndexer<{ items: OrderView[] }>(`/v1/events/${no}/orders?${query}`);
	return items.flatMap(ticketsIn).filter(({ code }) => code.replace('-', '') === wanted);
}

/** Null for an order that there is not. */
async function orderAt(no: number, id: string): Promise<FoundTicket[] | null> {
	if (!/^\d{1,18}$/.test(id)) return null;
	const order = await fromIndexer<OrderView>(`/v1/orders/${id}?event=${no}`).catch((failure) => {
		if (failure instanceof PassaError && failure.status === 404) return null;
		throw failure;
	});
	return order && ticketsIn(order);
}

const ticketsIn = ({ id: order, tier, tickets }: OrderView): FoundTicket[] =>
	tickets.map(({ id, code }) => ({ id, code, tier, order, who: null }));

const ordersFor = (
	token: string,
	event: string,
	query: { phone: string } | { order: string } | { reference: string },
) => unwrap(relayerFor({ token }).v1.events[':event'].orders.$get({ param: { event }, query }));

async function named(found: FoundTicket[], token: string | null, event: string): Promise<FoundTicket[]> {
	if (token === null) return found;
	// All of them are of one order.
	const { items, wallets } = await ordersFor(token, event, { order: found[0]!.order });
	const who = [...items, ...wallets].find(({ phone }) => phone)?.phone ?? null;
	return found.map((ticket) => ({ ...ticket, who }));
}

async function byBuyer(
	{ no, address }: Search['event'],
	token: string,
	q: string,
	wanted: string,
): Promise<FoundTicket[]> {
	const query = asksPhone(q) ? { phone: q } : { reference: wanted.slice(0, 20) };
	const { items, wallets } = await ordersFor(token, address, query);
	const found: FoundTicket[] = [];
	for (const { chainOrder, phone } of [...items, ...wallets]) {
		if (chainOrder === null || found.length >= most) continue;
		found.push(
			...((await orderAt(no, chainOrder)) ?? []).map((ticket) => ({ ...ticket, who: phone || null })),
		);
	}
	return found.slice(0, most);
}
