import { error } from '@sveltejs/kit';
import type { EventView, OrderView, Sales } from '#indexer/client.ts';
import { dayStart, numbersOf } from '#lib/organizer/numbers.ts';
import { bucketFor, byRail, seriesOf } from '#lib/organizer/series.ts';
import { fromIndexer } from '#lib/server/indexer.server.ts';
import { signedIn } from '#lib/server/session.server.ts';
import type { PageServerLoad } from './$types';

type List<T> = { items: T[] };
const ordersShown = 12;

/** The sales of an event, for its organizer. Others get 404, although the numbers are public on chain. */
export const load: PageServerLoad = async (request) => {
	const { wallets } = signedIn(request);
	const at = `/v1/events/${encodeURIComponent(request.params.event)}`;
	const event = await fromIndexer<EventView>(at);
	if (!wallets.includes(event.organizer)) error(404, 'not found');
	const now = Date.now();
	const bucket = bucketFor(event.announcedAt, now);
	const [sales, today, orders] = await Promise.all([
		fromIndexer<List<Sales>>(`${at}/sales?bucket=${bucket}`),
		fromIndexer<List<Sales>>(`${at}/sales?bucket=day&from=${encodeURIComponent(dayStart(now))}`),
		fromIndexer<List<OrderView>>(`${at}/orders?limit=${ordersShown}`),
	]);
	return {
		event,
		numbers: numbersOf(event, today.items),
		bucket,
		points: seriesOf(sales.items, bucket, now),
		rails: byRail(sales.items),
		orders: orders.items.map(({ id, tier, tierName, qty, total, rail, soldAt }) => ({
			id,
			tier,
			tierName,
			qty,
			total,
			rail,
			soldAt,
		})),
	};
};
