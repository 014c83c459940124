import { error } from '@sveltejs/kit';
import type { EventView, OrderView } from '#indexer/client.ts';
import { askIndexer, fromIndexer, unwrapAnswer } from '#lib/server/indexer.server.ts';
import { queryText } from '#lib/text/query-text.ts';
import type { PageServerLoad } from './$types';

/**
 * `ledger` holds the purchase. The indexer waits briefly for it, so that buyers see their own order; where it has not read
 * that ledger yet, an order that is missing may still come (503 `order coming`). `about` is null where the event cannot be
 * read.
 */
export const load: PageServerLoad = async ({ params, url }) => {
	const event = queryText(url.searchParams, 'event').text;
	const ledger = url.searchParams.get('ledger') ?? '';
	const minLedger = /^\d{1,10}$/.test(ledger) ? ledger : '';
	const order = await orderOf(params.id, event, minLedger);
	const about = await fromIndexer<EventView>(`/v1/events/${order.eventNo}`).catch(() => null);
	return {
		order,
		about: about && {
			startsAt: about.startsAt,
			endsAt: about.endsAt,
			venue: about.metadata.document?.venue ?? null,
		},
		origin: url.origin,
	};
};

async function orderOf(id: string, event: string, minLedger: string): Promise<OrderView> {
	const read = (ledger: string) => {
		const named = { event, minLedger: ledger };
		const query = new URLSearchParams(Object.entries(named).filter(([, value]) => value));
		return askIndexer<OrderView>(`/v1/orders/${encodeURIComponent(id)}?${query}`);
	};
	const answer = await read(minLedger);
	if (answer.ok || answer.code !== 'LEDGER_NOT_READ') return unwrapAnswer(answer);
	const present = await read('');
	if (!present.ok && present.code === 'ORDER_NOT_FOUND') error(503, 'order coming');
	return unwrapAnswer(present);
}
