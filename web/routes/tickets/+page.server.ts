import { ownOrders } from '#lib/checkout/mpesa/order-access.server.ts';
import { rememberedOrders } from '#lib/checkout/mpesa/order-cookies.server.ts';
import { receivedTickets } from '#lib/handovers/received-tickets.server.ts';
import type { PageServerLoad } from './$types';

/**
 * The references of orders made in this browser, by this account or for its proved numbers; orders that wallets bought
 * for these, and the account's wallets. This page does not
 * read an order's state: only the order's own page gets its token.
 */
export const load: PageServerLoad = async (event) => {
	event.setHeaders({ 'cache-control': 'no-store' });
	const [{ items, chainOrders }, received] = await Promise.all([ownOrders(event), receivedTickets(event)]);
	const own = items.map(({ reference }) => reference);
	const others = rememberedOrders(event.cookies).filter((reference) => !own.includes(reference));
	const { person } = event.locals;
	return {
		orders: [...own, ...others],
		chainOrders,
		received,
		wallets: person?.wallets ?? [],
		guest: person === null,
	};
};
