import type { EventView, ListingView } from '#indexer/client.ts';
import { mpesaAvailability } from '#lib/checkout/mpesa/availability.server.ts';
import { offersOf } from '#lib/checkout/offers.ts';
import { askIndexer, fromIndexer } from '#lib/server/indexer.server.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ params }) => {
	const [event, availability, listings] = await Promise.all([
		fromIndexer<EventView>(`/v1/events/${encodeURIComponent(params.event)}`),
		mpesaAvailability(params.event),
		listingsOf(params.event),
	]);
	return { event, offers: offersOf(event, availability, Date.now()), listings };
};

/** Tickets that fans offer, the cheapest first; none if they cannot be read, for the event's own tickets matter more. */
async function listingsOf(event: string): Promise<ListingView[]> {
	const answer = await askIndexer<{ items: ListingView[] }>(
		`/v1/events/${encodeURIComponent(event)}/listings?limit=50`,
	);
	return answer.ok ? answer.value.items : [];
}
