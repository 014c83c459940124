import { error } from '@sveltejs/kit';
import type { TicketView } from '#indexer/client.ts';
import { ownOrders, readOrder } from '#lib/checkout/mpesa/order-access.server.ts';
import { rememberedOrders } from '#lib/checkout/mpesa/order-cookies.server.ts';
import { receivedTickets } from '#lib/handovers/received-tickets.server.ts';
import { askIndexer } from '#lib/server/indexer.server.ts';
import { relayerFor } from '#lib/server/relayer.server.ts';
import { unwrap } from '#lib/unwrap.ts';
import { PassaError } from '#shared/errors.ts';
import type { PageServerLoad } from './$types';

/** The page of all tickets has the others. */
const mostOrders = 12;

/** Where the visitor writes for this event's wall: pages of tickets that their account is known to have. */
export const load: PageServerLoad = async (visit) => {
	visit.setHeaders({ 'cache-control': 'no-store', 'x-robots-tag': 'noindex, nofollow' });
	const { event } = visit.params;
	const of = relayerFor().v1.events[':event'];
	const { name, no, mode } = await unwrap(of.wall.$get({ param: { event } })).catch((failure) => {
		throw failure instanceof PassaError ? error(failure.status === 404 ? 404 : 503, 'not found') : failure;
	});
	const [{ items, chainOrders }, received] = await Promise.all([ownOrders(visit), receivedTickets(visit)]);
	const read = await Promise.all(
		items.slice(0, mostOrders).map(({ reference, token }) => readOrder(reference, token).catch(() => null)),
	);
	const orders = read
		.filter((order) => order?.eventNo === no && order.chain)
		.map((order) => order!.reference);
	const known = items.map(({ reference }) => reference);
	const wallets = visit.locals.person?.wallets ?? [];
	return {
		event: { name, no, mode },
		here: visit.url.pathname,
		signedIn: visit.locals.person !== null,
		orders,
		/** Of this browser; their cookies are for their own pages. */
		remembered: rememberedOrders(visit.cookies)
			.filter((reference) => !known.includes(reference))
			.slice(0, mostOrders),
		received: received
			.filter((each) => each.eventNo === no && each.ticket && !each.inWallet)
			.map(({ token }) => token),
		chainOrders: [
			...new Set([
				...chainOrders.filter((each) => each.event === no).map(({ order }) => order),
				...(await ordersOfWallets(wallets, no)),
			]),
		],
	};
};

async function ordersOfWallets(wallets: string[], no: number): Promise<string[]> {
	const pages = await Promise.all(
		wallets.map((owner) =>
			askIndexer<{ items: TicketView[] }>(
				`/v1/tickets?${new URLSearchParams({ owner, limit: '100', order: 'latest' })}`,
			),
		),
	);
	return pages.flatMap((page) =>
		page.ok ? page.value.items.filter((ticket) => ticket.eventNo === no).map(({ orderId }) => orderId) : [],
	);
}
