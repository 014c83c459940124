import { error, fail } from '@sveltejs/kit';
import type { EventView } from '#indexer/client.ts';
import { passFaces } from '#lib/pass/pass-faces.ts';
import { formOf } from '#lib/server/form-of.ts';
import { fromIndexer } from '#lib/server/indexer.server.ts';
import { orderAt, wholeIn } from '#lib/server/order-at.server.ts';
import { relayerFor } from '#lib/server/relayer.server.ts';
import { sessionToken } from '#lib/server/session.server.ts';
import { orderTickets } from '#lib/ui/order-tickets.ts';
import { unwrap } from '#lib/unwrap.ts';
import type { PassesView } from '#relayer/client.ts';
import { PassaError } from '#shared/errors.ts';
import type { Actions, PageServerLoad } from './$types';

type Visit = Parameters<PageServerLoad>[0];

/** An order's tickets in wallets that the visitor's account has proved; none for others. */
async function ownTickets({ params, url, locals }: Visit) {
	const order = await orderAt(params.id, wholeIn(url, 'event'), null);
	const wallets = locals.person?.wallets ?? [];
	const own = order.tickets
		.filter(({ owner, custody }) => !custody && wallets.includes(owner))
		.map(({ id }) => id);
	return { order, own };
}

export const load: PageServerLoad = async (visit) => {
	visit.setHeaders({ 'cache-control': 'no-store' });
	const { order, own } = await ownTickets(visit);
	const event = await fromIndexer<EventView>(`/v1/events/${order.eventNo}`);
	const here = `/orders/${order.id}?event=${order.eventNo}`;
	const tickets = orderTickets(order, event, visit.url.origin).filter(({ id }) => own.includes(id));
	const again = `/orders/${order.id}/pass?event=${order.eventNo}`;
	return {
		faces: passFaces(tickets, order.eventNo, { href: here, again }),
		eventName: order.eventName,
		here,
		again,
	};
};

export const actions: Actions = {
	/** Certifies the browser's key for tickets of the account's wallets. */
	default: async (visit) => {
		const form = await formOf(visit.request);
		const { order, own } = await ownTickets(visit as unknown as Visit);
		if (own.length === 0) error(404, 'not found');
		const json = {
			event: order.event,
			tickets: own,
			deviceKey: String(form.get('device_key') ?? ''),
			alone: form.has('alone'),
		};
		try {
			const relayer = relayerFor({ token: await sessionToken(visit), address: visit.getClientAddress() });
			const passes: PassesView = await unwrap(relayer.v1.passes.$post({ json }));
			return { passes };
		} catch (failure) {
			if (!(failure instanceof PassaError)) throw failure;
			const { status, code, message } = failure;
			return fail(status ?? 503, { fault: { code, message } });
		}
	},
};
