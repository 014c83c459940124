import { redirect } from '@sveltejs/kit';
import type { EventSummary } from '#indexer/client.ts';
import { askIndexer } from '#lib/server/indexer.server.ts';
import { relayerForSupport, unlisted, unwrapForSupport } from '#lib/support/support.server.ts';
import { queryText } from '#lib/text/query-text.ts';
import type { PageServerLoad } from './$types';

const most = '20';
const numberOrAddress = /^(\d{1,9}|C[A-Z2-7]{55})$/;

/**
 * Finds an event by its number, its address or words of its name. `?q=`. `found` is null where nothing was asked for, and where the
 * indexer does not answer (`away`).
 */
export const load: PageServerLoad = async (event) => {
	event.setHeaders(unlisted);
	const { v1 } = await relayerForSupport(event);
	const { items: open } = await unwrapForSupport(v1.review.acts.$get());
	const q = queryText(event.url.searchParams, 'q').text;
	if (!q) return { q, open, found: null, away: false };
	const named = q.replace(/^#/, '').toUpperCase();
	if (numberOrAddress.test(named)) {
		const one = await askIndexer(`/v1/events/${named}`);
		// The relayer may know it while the indexer is away.
		if (one.ok || one.status >= 500) redirect(303, `/support/events/${named}`);
		return { q, open, found: [], away: false };
	}
	const query = new URLSearchParams({ q, limit: most, order: 'latest' });
	const answer = await askIndexer<{ items: EventSummary[] }>(`/v1/events?${query}`);
	return { q, open, found: answer.ok ? answer.value.items : null, away: !answer.ok };
};
