import { error, fail } from '@sveltejs/kit';
import type { EventView, OrderView } from '#indexer/client.ts';
import { passFaces } from '#lib/pass/pass-faces.ts';
import { formOf } from '#lib/server/form-of.ts';
import { fromIndexer } from '#lib/server/indexer.server.ts';
import { relayerFor } from '#lib/server/relayer.server.ts';
import { sessionToken } from '#lib/server/session.server.ts';
import { orderTickets } from '#lib/ui/order-tickets.ts';
import { unwrap } from '#lib/unwrap.ts';
import { PassaError } from '#shared/errors.ts';
import type { Actions, PageServerLoad } from './$types';

/** A ticket that the visitor has taken from its sender; 404 for all others. */
export const load: PageServerLoad = async (visit) => {
	visit.setHeaders({
		'cache-control': 'no-store',
		'x-robots-tag': 'noindex, nofollow',
		'referrer-policy': 'same-origin',
	});
	const { token } = visit.params;
	const { v1 } = relayerFor({ token: await sessionToken(visit) });
	const handover = await unwrap(v1.handovers[':token'].$get({ param: { token } })).catch((failure) => {
		throw failure instanceof PassaError && failure.status === 404
			? error(404, 'not found')
			: error(503, 'unavailable');
	});
	const { ticket, eventNo, eventName } = handover;
	if (!handover.yours || !ticket) error(404, 'not found');
	const [order, event] = await Promise.all([
		fromIndexer<OrderView>(`/v1/orders/${ticket.order}?event=${eventNo}`),
		fromIndexer<EventView>(`/v1/events/${eventNo}`),
	]);
	const mine = orderTickets(order, event, visit.url.origin).filter(({ id }) => id === ticket.id);
	const href = `/handovers/${token}`;
	return { faces: passFaces(mine, eventNo, { href, again: `${href}/pass` }), eventName };
};

export const actions: Actions = {
	/** Certifies the browser's key for the ticket. */
	default: async (visit) => {
		const form = await formOf(visit.request);
		const { token } = visit.params;
		const json = { deviceKey: String(form.get('device_key') ?? ''), alone: form.has('alone') };
		try {
			const { v1 } = relayerFor({ token: await sessionToken(visit) });
			return { passes: await unwrap(v1.handovers[':token'].passes.$post({ param: { token }, json })) };
		} catch (failure) {
			if (!(failure instanceof PassaError)) throw failure;
			const { status, code, message } = failure;
			return fail(status ?? 503, { fault: { code, message } });
		}
	},
};
