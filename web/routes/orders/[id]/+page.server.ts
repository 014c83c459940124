import type { EventView, OrderView } from '#indexer/client.ts';
import { fromIndexer } from '#lib/server/indexer.server.ts';
import type { PageServerLoad } from './$types';

/** `ledger` holds the purchase. The indexer waits briefly for it, so that buyers see their own order. `startsAt` is null where the event cannot be read. */
export const load: PageServerLoad = async ({ params, url }) => {
	const query = new URLSearchParams();
	const ledger = url.searchParams.get('ledger');
	if (ledger && /^\d{1,10}$/.test(ledger)) query.set('minLedger', ledger);
	const event = url.searchParams.get('event');
	if (event) query.set('event', event);
	const order = await fromIndexer<OrderView>(`/v1/orders/${encodeURIComponent(params.id)}?${query}`);
	const about = await fromIndexer<EventView>(`/v1/events/${order.eventNo}`).catch(() => null);
	return { order, startsAt: about?.startsAt ?? null };
};
