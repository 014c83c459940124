import { knownOrders } from '#lib/server/order-cookies.server.ts';
import type { PageServerLoad } from './$types';

/**
 * Which orders were made in this browser (what became of them, each order's own pages may tell it alone), and which
 * wallets are the account's own.
 */
export const load: PageServerLoad = ({ cookies, setHeaders, locals }) => {
	setHeaders({ 'cache-control': 'no-store' });
	return { orders: knownOrders(cookies), wallets: locals.person?.wallets ?? [] };
};
