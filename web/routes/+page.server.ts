import type { EventSummary } from '#indexer/client.ts';
import { fromIndexer, pageFromIndexer } from '#lib/server/indexer.server.ts';
import { hrefWith, queryText, queryValue, sameWord } from '#lib/text/query-text.ts';
import type { PageServerLoad } from './$types';

type Facets = { cities: string[]; categories: string[] };
const shown = '24';

/** Coming events, the next one first; with `?past=1` past ones, the last one first. `?after=`: the page that follows. */
export const load: PageServerLoad = async ({ url }) => {
	const { searchParams } = url;
	const [q, city, category] = ['q', 'city', 'category'].map((name) => queryText(searchParams, name));
	const past = searchParams.get('past') === '1';
	const after = queryValue(searchParams, 'after');
	const filter = { q: q!.text, city: city!.text, category: category!.text };
	const now = new Date().toISOString();
	const query = {
		limit: shown,
		...(past ? { before: now, order: 'latest' } : { from: now }),
		...Object.fromEntries(Object.entries(filter).filter(([, value]) => value)),
	};
	const [events, facets] = await Promise.all([
		pageFromIndexer<EventSummary>('/v1/events', query, after),
		fromIndexer<Facets>('/v1/facets'),
	]);
	const here = { ...filter, past: past ? '1' : '' };
	return {
		events: events.items,
		restarted: events.restarted,
		cut: q!.cut,
		past,
		chosen: {
			q: filter.q,
			city: written(filter.city, facets.cities),
			category: written(filter.category, facets.categories),
		},
		// What is chosen stays on the list, even if no coming event has it.
		cities: withChosen(facets.cities, filter.city),
		categories: withChosen(facets.categories, filter.category),
		next: events.next && hrefWith('/', { ...here, after: events.next }),
		first: after ? hrefWith('/', here) : null,
		other: hrefWith('/', { ...filter, past: past ? '' : '1' }),
	};
};

/** A word as the list writes it. */
const written = (word: string, list: string[]): string => list.find((each) => sameWord(each, word)) ?? word;

const withChosen = (list: string[], word: string): string[] =>
	!word || list.some((each) => sameWord(each, word)) ? list : [...list, word];
