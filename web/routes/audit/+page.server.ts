import type { EventSummary } from '#indexer/client.ts';
import { fromIndexer } from '#lib/server/indexer.server.ts';
import type { PageServerLoad } from './$types';

/** Only the list of events comes from our servers: the audit runs in the browser. `?event=`: a number or an address. */
export const load: PageServerLoad = async ({ url }) => {
	const { items } = await fromIndexer<{ items: EventSummary[] }>('/v1/events?limit=100');
	const asked = url.searchParams.get('event') ?? '';
	const ofAddress = items.find(({ address }) => address === asked);
	return {
		events: items.map(({ no, name, fault }) => ({ no, name, fault })),
		wanted: ofAddress ? String(ofAddress.no) : asked,
	};
};
