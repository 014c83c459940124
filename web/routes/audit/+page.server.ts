import type { EventSummary, EventView } from '#indexer/client.ts';
import { webConfig } from '#lib/server/config.server.ts';
import { askIndexer, fromIndexer, unwrapAnswer } from '#lib/server/indexer.server.ts';
import { queryText } from '#lib/text/query-text.ts';
import type { PageServerLoad } from './$types';

type List = { items: EventSummary[] };
type Choice = Pick<EventView, 'no' | 'name' | 'fault'>;
const shown = 100;

/**
 * Only the list of events comes from our servers: the audit runs in the browser. `?event=`: a number or an address.
 * `unknown`: what was asked for, if there is no such event. The list holds the event that is asked for, then coming
 * ones, then past ones.
 */
export const load: PageServerLoad = async ({ url }) => {
	const asked = queryText(url.searchParams, 'event').text;
	const now = new Date().toISOString();
	const [found, coming, past] = await Promise.all([
		asked ? askIndexer<EventView>(`/v1/events/${encodeURIComponent(asked)}`) : null,
		fromIndexer<List>(`/v1/events?from=${now}&limit=${shown}`),
		fromIndexer<List>(`/v1/events?before=${now}&order=latest&limit=${shown}`),
	]);
	const unknown = found && !found.ok && found.status < 500 ? asked : null;
	const wanted = found && !unknown ? unwrapAnswer(found) : null;
	const others = [...coming.items, ...past.items].filter(({ no }) => no !== wanted?.no);
	const events: Choice[] = wanted ? [wanted, ...others] : others;
	return {
		events: events.map(({ no, name, fault }) => ({ no, name, fault })),
		wanted: wanted ? String(wanted.no) : '',
		unknown,
		/** Addresses of history archives, which the browser compares the node's ledgers with. */
		archives: webConfig().PUBLIC_STELLAR_ARCHIVE_URLS,
	};
};
