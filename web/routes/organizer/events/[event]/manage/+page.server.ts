import { error, type RequestEvent, redirect } from '@sveltejs/kit';
import type { EventView, RefundProgress } from '#indexer/client.ts';
import { mpesaRefunds } from '#lib/organizer/mpesa-refunds.server.ts';
import { actingFor, publishes } from '#lib/server/acting.server.ts';
import { fromIndexer } from '#lib/server/indexer.server.ts';
import { relayerFor } from '#lib/server/relayer.server.ts';
import { eventToken } from '#lib/server/session.server.ts';
import { unwrap } from '#lib/unwrap.ts';
import type { GiftView } from '#relayer/client.ts';
import { PassaError } from '#shared/errors.ts';
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
	const [progress, mpesa, gifts] = await Promise.all([
		fromIndexer<RefundProgress>(`${at}/refund-progress`),
		mpesaRefunds(request, event),
		event.complimentary.quota > 0 ? giftsOf(request, acting.account, event.address) : [],
	]);
	return { event, progress, mpesa, gifts };
};

/** Null while relayer or platform do not answer: the rest of the page does not need them. */
async function giftsOf(request: RequestEvent, account: string, event: string): Promise<GiftView[] | null> {
	try {
		const token = await eventToken(request, account, event);
		const gifts = relayerFor({ token }).v1.events[':event'].gifts;
		return (await unwrap(gifts.$get({ param: { event } }))).items;
	} catch (failure) {
		if (failure instanceof PassaError) return null;
		throw failure;
	}
}
