import { error, type RequestEvent, redirect } from '@sveltejs/kit';
import type { EventView, RefundProgress } from '#indexer/client.ts';
import { mpesaRefunds } from '#lib/organizer/mpesa-refunds.server.ts';
import { actingFor, publishes } from '#lib/server/acting.server.ts';
import { formOf } from '#lib/server/form-of.ts';
import { refused } from '#lib/server/form-refusal.server.ts';
import { fromIndexer } from '#lib/server/indexer.server.ts';
import { relayerFor } from '#lib/server/relayer.server.ts';
import { eventToken } from '#lib/server/session.server.ts';
import { unwrap } from '#lib/unwrap.ts';
import type { GiftView, RequestView } from '#relayer/client.ts';
import { supports } from '#shared/contract/supports.ts';
import { PassaError } from '#shared/errors.ts';
import { readWords } from '#shared/text.ts';
import type { Actions, PageServerLoad } from './$types';

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
	const [progress, mpesa, gifts, requests] = await Promise.all([
		fromIndexer<RefundProgress>(`${at}/refund-progress`),
		mpesaRefunds(request, event),
		event.complimentary.quota > 0 ? giftsOf(request, acting.account, event.address) : [],
		supports(event.version, 'refunds') && event.cancelledAt === null
			? requestsOf(request, acting.account, event.address)
			: [],
	]);
	return { event, progress, mpesa, gifts, requests };
};

const giftsOf = (request: RequestEvent, account: string, event: string): Promise<GiftView[] | null> =>
	listOf(request, account, event, async (of) => (await unwrap(of.gifts.$get({ param: { event } }))).items);

const requestsOf = (request: RequestEvent, account: string, event: string): Promise<RequestView[] | null> =>
	listOf(
		request,
		account,
		event,
		async (of) => (await unwrap(of['refund-requests'].$get({ param: { event } }))).items,
	);

type OfEvent = ReturnType<typeof relayerFor>['v1']['events'][':event'];

/** Null while relayer or platform do not answer: the rest of the page does not need them. */
async function listOf<T>(
	request: RequestEvent,
	account: string,
	event: string,
	read: (of: OfEvent) => Promise<T[]>,
): Promise<T[] | null> {
	try {
		const token = await eventToken(request, account, event);
		return await read(relayerFor({ token }).v1.events[':event']);
	} catch (failure) {
		if (failure instanceof PassaError) return null;
		throw failure;
	}
}

export const actions: Actions = {
	/** Says no to a fan who asks for money after the date. */
	decline: async (request) => {
		const acting = actingFor(request);
		const event = await fromIndexer<EventView>(`/v1/events/${encodeURIComponent(request.params.event)}`);
		if (!publishes(acting, event)) error(404, 'not found');
		const form = await formOf(request.request);
		const id = String(form.get('request') ?? '');
		const reason = readWords(String(form.get('reason') ?? ''), { most: 500, lines: true }).text;
		try {
			const token = await eventToken(request, acting.account, event.address);
			const route = relayerFor({ token }).v1.events[':event']['refund-requests'][':id'].decline;
			await unwrap(route.$post({ param: { event: event.address, id }, json: { reason } }));
		} catch (failure) {
			return refused(failure, { request: id });
		}
		redirect(303, `/organizer/events/${event.no}/manage`);
	},
};
