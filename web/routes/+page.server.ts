import type { EventSummary } from '#indexer/client.ts';
import { fromIndexer } from '#lib/server/indexer.server.ts';
import type { PageServerLoad } from './$types';

type Facets = { cities: string[]; categories: string[] };

export const load: PageServerLoad = async ({ url }) => {
	const chosen = {
		q: url.searchParams.get('q') ?? '',
		city: url.searchParams.get('city') ?? '',
		category: url.searchParams.get('category') ?? '',
	};
	const query = new URLSearchParams({ from: new Date().toISOString(), limit: '48' });
	for (const [name, value] of Object.entries(chosen)) if (value) query.set(name, value);
	const [events, facets] = await Promise.all([
		fromIndexer<{ items: EventSummary[] }>(`/v1/events?${query}`),
		fromIndexer<Facets>('/v1/facets'),
	]);
	return { events: events.items, facets, chosen };
};
