import { ownOrders } from '#lib/checkout/mpesa/order-access.server.ts';
import { knownOrders } from '#lib/checkout/mpesa/order-cookies.server.ts';
import type { PageServerLoad } from './$types';

/**
 * Which orders were made in this browser, or by this account on any other (what became of them, each order's own pages
 * may tell it alone), and which wallets are the account's own.
 */
export const load: PageServerLoad = async (event) => {
	event.setHeaders({ 'cache-control': 'no-store' });
	const own = (await ownOrders(event)).map(({ reference }) => reference);
	const others = knownOrders(event.cookies).filter((reference) => !own.includes(reference));
	return { orders: [...own, ...others], wallets: event.locals.person?.wallets ?? [] };
};
