import { error, redirect } from '@sveltejs/kit';
import type { EventView, RefundProgress } from '#indexer/client.ts';
import { mpesaRefunds } from '#lib/organizer/mpesa-refunds.server.ts';
import { actingFor, publishes } from '#lib/server/acting.server.ts';
import { fromIndexer } from '#lib/server/indexer.server.ts';
import type { PageServerLoad } from './$types';

/**
 * What may be changed about a published event, for members who may publish. Others who see its sales are sent there; everybody
 * else gets 404. The contract asks for the organizer's own signature.
 */
export const load: PageServerLoad = async (request) => {
	const acting = actingFor(request);
	const at = `/v1/events/${encodeURIComponent(request.params.event)}`;
	const event = await fromIndexer<EventView>(at);
	if (!publishes(acting, event)) error(404, 'not found');
	if (!acting.may.includes('event.publish')) redirect(303, `/organizer/events/${event.no}`);
	const [progress, mpesa] = await Promise.all([
		fromIndexer<RefundProgress>(`${at}/refund-progress`),
		mpesaRefunds(request, event),
	]);
	return { event, progress, mpesa };
};
