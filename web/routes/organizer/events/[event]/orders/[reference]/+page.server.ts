import { error, type RequestEvent, redirect } from '@sveltejs/kit';
import type { EventView } from '#indexer/client.ts';
import { actingFor, publishes as hasPublished } from '#lib/server/acting.server.ts';
import { formOf } from '#lib/server/form-of.ts';
import { fromIndexer } from '#lib/server/indexer.server.ts';
import { relayerFor } from '#lib/server/relayer.server.ts';
import { eventToken } from '#lib/server/session.server.ts';
import { refundIn, tryRefund } from '#lib/support/refund-request.server.ts';
import { unwrap } from '#lib/unwrap.ts';
import { PassaError } from '#shared/errors.ts';
import type { Actions, PageServerLoad } from './$types';

type Asked = RequestEvent & { params: { event: string; reference: string } };

/** The event, for members of the account that published it who may read its orders, and their client. */
async function teamOf(request: Asked) {
	const acting = actingFor(request);
	const event = await fromIndexer<EventView>(`/v1/events/${encodeURIComponent(request.params.event)}`);
	if (!hasPublished(acting, event)) error(404, 'not found');
	if (!acting.may.includes('orders.read')) error(403, 'not allowed');
	const relayer = relayerFor({ token: await eventToken(request, acting.account, event.address) });
	return {
		...{ event, relayer },
		may: acting.may.includes('orders.change'),
		publishes: acting.may.includes('event.publish'),
	};
}

/** What an M-Pesa order's tickets can be given back for, and each refund of it. */
export const load: PageServerLoad = async (request) => {
	request.setHeaders({ 'cache-control': 'no-store' });
	const { event, relayer, may, publishes } = await teamOf(request);
	const { reference } = request.params;
	const param = { event: event.address, reference };
	try {
		const found = await unwrap(relayer.v1.events[':event'].refunds[':reference'].$get({ param }));
		const { no, name, tiers, address, organizer, payees } = event;
		return { event: { no, name, tiers, address, organizer, payees }, reference, found, may, publishes };
	} catch (cause) {
		if (!(cause instanceof PassaError)) throw cause;
		if (cause.status < 500) error(404, 'not found');
		error(503, 'unavailable');
	}
};

export const actions: Actions = {
	refund: async (request) => {
		const form = await formOf(request.request);
		const { tickets, note } = refundIn(form);
		const { event, relayer } = await teamOf(request);
		const { reference } = request.params;
		const refused = await tryRefund(note, () =>
			unwrap(
				relayer.v1.events[':event'].refunds.$post({
					param: { event: event.address },
					json: { reference, tickets, note },
				}),
			),
		);
		return refused ?? redirect(303, `/organizer/events/${event.no}/orders/${reference}`);
	},
};
