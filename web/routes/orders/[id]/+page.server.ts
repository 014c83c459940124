import { isHttpError } from '@sveltejs/kit';
import type { EventView, OrderView } from '#indexer/client.ts';
import { fromIndexer } from '#lib/server/indexer.server.ts';
import type { PageServerLoad } from './$types';

/**
 * An order that the indexer has, or where a link says that it landed. `ledger` holds the purchase: the indexer waits
 * briefly for it, so that buyers see their own order. With `tx`, an order that the indexer cannot have yet is not missing.
 */
export const load: PageServerLoad = async ({ params, url }) => {
	const ledger = wholeIn(url, 'ledger');
	const no = wholeIn(url, 'event');
	const hash = url.searchParams.get('tx') ?? '';
	const query = new URLSearchParams();
	if (ledger !== null) query.set('minLedger', String(ledger));
	if (no !== null) query.set('event', String(no));
	const path = `/v1/orders/${encodeURIComponent(params.id)}?${query}`;
	const order = await fromIndexer<OrderView>(path).catch((error: unknown) => ({ error }));
	if (!('error' in order)) return { order, event: await eventOf(order.eventNo), landed: null };
	const event = no === null ? null : await eventOf(no);
	if (ledger === null || !/^[0-9a-f]{64}$/.test(hash) || !mayCome(order.error, event)) throw order.error;
	return { order: null, event, landed: { ledger, hash } };
};

/** Whether the indexer may still get the order: it does not answer, has not read that far, or holds back the event's log. */
const mayCome = (error: unknown, event: EventView | null): boolean =>
	isHttpError(error, 503) || (isHttpError(error, 404) && Boolean(event?.fault));

const eventOf = (no: number): Promise<EventView | null> =>
	fromIndexer<EventView>(`/v1/events/${no}`).catch(() => null);

function wholeIn(url: URL, name: string): number | null {
	const text = url.searchParams.get(name) ?? '';
	return /^\d{1,10}$/.test(text) ? Number(text) : null;
}
