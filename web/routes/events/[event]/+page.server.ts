import type { EventView } from '#indexer/client.ts';
import { mpesaAvailability } from '#lib/checkout/mpesa/availability.server.ts';
import { offersOf } from '#lib/checkout/offers.ts';
import { fromIndexer } from '#lib/server/indexer.server.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ params }) => {
	const [event, availability] = await Promise.all([
		fromIndexer<EventView>(`/v1/events/${encodeURIComponent(params.event)}`),
		mpesaAvailability(params.event),
	]);
	return { event, offers: offersOf(event, availability, Date.now()) };
};
