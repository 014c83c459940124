import { ownOrders } from '#lib/checkout/mpesa/order-access.server.ts';
import { rememberedOrders } from '#lib/checkout/mpesa/order-cookies.server.ts';
import type { PageServerLoad } from './$types';

/**
 * The references of orders made in this browser or by this account, and the account's wallets. This page does not
 * read an order's state: only the order's own page gets its token.
 */
export const load: PageServerLoad = async (event) => {
	event.setHeaders({ 'cache-control': 'no-store' });
	const own = (await ownOrders(event)).map(({ reference }) => reference);
	const others = rememberedOrders(event.cookies).filter((reference) => !own.includes(reference));
	return { orders: [...own, ...others], wallets: event.locals.person?.wallets ?? [] };
};
