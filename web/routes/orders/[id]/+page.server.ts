import type { EventView, OrderWithTimes } from '#indexer/client.ts';
import { fromIndexer } from '#lib/server/indexer.server.ts';
import type { PageServerLoad } from './$types';

/** `ledger` holds the purchase. The indexer waits briefly for it, so that buyers see their own order. `startsAt` is null where the event cannot be read; `mine`: a wallet of the visitor's account bought it or holds one of its tickets. */
export const load: PageServerLoad = async ({ params, url, locals }) => {
	const query = new URLSearchParams();
	const ledger = url.searchParams.get('ledger');
	if (ledger && /^\d{1,10}$/.test(ledger)) query.set('minLedger', ledger);
	const event = url.searchParams.get('event');
	if (event) query.set('event', event);
	const order = await fromIndexer<OrderWithTimes>(`/v1/orders/${encodeURIComponent(params.id)}?${query}`);
	const about = await fromIndexer<EventView>(`/v1/events/${order.eventNo}`).catch(() => null);
	const wallets = locals.person?.wallets ?? [];
	const holders = [order.buyer, ...order.tickets.map(({ owner }) => owner)];
	return {
		order,
		startsAt: about?.startsAt ?? null,
		face: about?.tiers[order.tier]?.face ?? null,
		mine: holders.some((holder) => wallets.includes(holder)),
	};
};
