import { error } from '@sveltejs/kit';
import type { EventView, OrderView, Sales } from '#indexer/client.ts';
import { dayStart, numbersOf } from '#lib/organizer/event-numbers.ts';
import { bucketFor, byRail, seriesOf } from '#lib/organizer/sales-series.ts';
import { actingFor, publishes } from '#lib/server/acting.server.ts';
import { fromIndexer, pageFromIndexer } from '#lib/server/indexer.server.ts';
import { queryValue } from '#lib/text/query-text.ts';
import type { PageServerLoad } from './$types';

type List<T> = { items: T[] };
const ordersShown = '24';

/** The sales of an event, for the account that published it. Others get 404, although the numbers are public on chain. */
export const load: PageServerLoad = async (request) => {
	const acting = actingFor(request);
	const at = `/v1/events/${encodeURIComponent(request.params.event)}`;
	const event = await fromIndexer<EventView>(at);
	if (!publishes(acting, event)) error(404, 'not found');
	const now = Date.now();
	const after = queryValue(request.url.searchParams, 'after');
	const bucket = bucketFor(event.announcedAt, now);
	const [sales, today, orders] = await Promise.all([
		fromIndexer<List<Sales>>(`${at}/sales?bucket=${bucket}`),
		fromIndexer<List<Sales>>(`${at}/sales?bucket=day&from=${encodeURIComponent(dayStart(now))}`),
		pageFromIndexer<OrderView>(`${at}/orders`, { limit: ordersShown }, after),
	]);
	return {
		event,
		manages: acting.may.includes('event.publish'),
		readsOrders: acting.may.includes('orders.read'),
		readsMoney: acting.may.includes('money.read'),
		supervises: acting.may.includes('checkin.supervise'),
		moderates: acting.may.includes('content.moderate'),
		numbers: numbersOf(event, today.items),
		bucket,
		points: seriesOf(sales.items, event.tiers, bucket, now),
		rails: byRail(sales.items, event.tiers),
		next: orders.next,
		isFirst: after === null || orders.restarted,
		orders: orders.items.map(({ id, tier, tierName, qty, total, rail, soldAt, complimentary }) => ({
			id,
			tier,
			tierName,
			qty,
			total,
			rail,
			soldAt,
			complimentary,
		})),
	};
};
