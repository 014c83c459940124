import { redirect } from '@sveltejs/kit';
import type { EventView, OrderView } from '#indexer/client.ts';
import { contactIn, contactRefused, messageLanguage } from '#lib/checkout/contact-form.server.ts';
import { fromIndexer } from '#lib/server/indexer.server.ts';
import { relayerFor } from '#lib/server/relayer.server.ts';
import { sessionToken } from '#lib/server/session.server.ts';
import { unwrap } from '#lib/unwrap.ts';
import type { Actions, PageServerLoad } from './$types';

/** `ledger` holds the purchase. The indexer waits briefly for it, so that buyers see their own order. `startsAt` is null where the event cannot be read. */
export const load: PageServerLoad = async ({ params, url, locals }) => {
	const query = new URLSearchParams();
	const ledger = url.searchParams.get('ledger');
	if (ledger && /^\d{1,10}$/.test(ledger)) query.set('minLedger', ledger);
	const event = url.searchParams.get('event');
	if (event) query.set('event', event);
	const order = await fromIndexer<OrderView>(`/v1/orders/${encodeURIComponent(params.id)}?${query}`);
	const about = await fromIndexer<EventView>(`/v1/events/${order.eventNo}`).catch(() => null);
	const isBuyer = locals.person?.wallets.includes(order.buyer) ?? false;
	const saved = url.searchParams.get('contact') === 'saved';
	return { order, startsAt: about?.startsAt ?? null, isBuyer, saved };
};

export const actions: Actions = {
	/** Names who gets the message of these tickets. The relayer asks the chain who bought them. */
	contact: async (event) => {
		const form = await event.request.formData();
		const typed = contactIn(form);
		const no = event.url.searchParams.get('event') ?? '';
		const param = { event: no, order: event.params.id };
		try {
			const { v1 } = relayerFor({ token: await sessionToken(event) });
			const json = { ...typed, language: messageLanguage() };
			await unwrap(v1.events[':event'].orders[':order'].contact.$put({ param, json }));
		} catch (failure) {
			return contactRefused(failure, typed);
		}
		redirect(
			303,
			`/orders/${event.params.id}?${new URLSearchParams({ event: no, contact: 'saved' })}#contacts`,
		);
	},
};
