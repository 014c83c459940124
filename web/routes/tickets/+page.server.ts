import { knownOrders } from '#lib/server/order-cookies.server.ts';
import type { PageServerLoad } from './$types';

/** Which orders were made in this browser. What became of them, each order's own pages may tell it alone. */
export const load: PageServerLoad = ({ cookies, setHeaders }) => {
	setHeaders({ 'cache-control': 'no-store' });
	return { orders: knownOrders(cookies) };
};
