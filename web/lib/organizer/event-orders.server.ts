import { error, type RequestEvent } from '@sveltejs/kit';
import type { EventView, OrderView } from '#indexer/client.ts';
import type { EventOrder, WalletContact } from '#relayer/client.ts';
import { PassaError } from '#shared/errors.ts';
import { actingFor, publishes } from '../server/acting.server.ts';
import { fromIndexer } from '../server/indexer.server.ts';
import { relayerFor } from '../server/relayer.server.ts';
import { eventToken } from '../server/session.server.ts';
import { unwrap } from '../unwrap.ts';
import { asksPhone, type OrderRow, orderRows } from './event-orders.ts';

const pageSize = 100;
const mostPages = 100;

export type ReadOrders = {
	event: EventView;
	rows: OrderRow[];
	/** References and ids on chain of orders that the number in the search finds. */
	byPhone: Set<string>;
	/** Whether orders by M-Pesa are among them. */
	mpesa: boolean;
};

/**
 * All orders of an event, for members of the account that published it who may read orders. `q`: a search, by which the
 * relayer finds orders of a number. Throws the page's 404 for another account's event, 403 without the permission.
 */
export async function readOrders(request: RequestEvent, wanted: string, q = ''): Promise<ReadOrders> {
	const acting = actingFor(request);
	const event = await fromIndexer<EventView>(`/v1/events/${encodeURIComponent(wanted)}`);
	if (!publishes(acting, event)) error(404, 'not found');
	if (!acting.may.includes('orders.read')) error(403, 'not allowed');
	request.setHeaders({ 'cache-control': 'no-store' });
	const [chain, found] = await Promise.all([
		chainOrders(event.address),
		mpesaOrders(request, acting.account, event.address, q),
	]);
	return {
		event,
		rows: orderRows(chain, found?.all.items ?? [], found?.all.wallets ?? []),
		byPhone: new Set([
			...(found?.byPhone.items.map(({ reference }) => reference) ?? []),
			...(found?.byPhone.wallets.map(({ chainOrder }) => chainOrder) ?? []),
		]),
		mpesa: found !== null,
	};
}

/** Orders of an event on chain: the first ten thousand. */
export async function chainOrders(event: string): Promise<OrderView[]> {
	const found: OrderView[] = [];
	let cursor: string | null = null;
	for (let i = 0; i < mostPages; i++) {
		const after: string = cursor ? `&cursor=${encodeURIComponent(cursor)}` : '';
		const page: { items: OrderView[]; next: string | null } = await fromIndexer(
			`/v1/events/${event}/orders?limit=${pageSize}${after}`,
		);
		found.push(...page.items);
		cursor = page.next;
		if (cursor === null) break;
	}
	return found;
}

type Found = { items: EventOrder[]; wallets: WalletContact[] };

/** Null while the relayer or the platform does not answer: what is on chain is shown all the same. */
async function mpesaOrders(
	request: RequestEvent,
	account: string,
	event: string,
	q: string,
): Promise<{ all: Found; byPhone: Found } | null> {
	try {
		const token = await eventToken(request, account, event);
		const orders = relayerFor({ token }).v1.events[':event'].orders;
		const list = (query: { phone?: string }): Promise<Found> =>
			unwrap(orders.$get({ param: { event }, query }));
		const none: Found = { items: [], wallets: [] };
		const [all, byPhone] = await Promise.all([list({}), asksPhone(q) ? list({ phone: q }) : none]);
		return { all, byPhone };
	} catch (failure) {
		if (failure instanceof PassaError && failure.status >= 500) return null;
		if (failure instanceof PassaError && failure.status === 403) error(403, 'not allowed');
		if (failure instanceof PassaError && failure.status === 429) error(429, 'too many searches');
		if (failure instanceof PassaError && failure.code === 'PHONE_UNREADABLE')
			return mpesaOrders(request, account, event, '');
		error(404, 'not found');
	}
}
