import { isHttpError, redirect } from '@sveltejs/kit';
import type { EventView, OrderView } from '#indexer/client.ts';
import { contactIn, contactRefused, messageLanguage } from '#lib/checkout/contact-form.server.ts';
import { fromIndexer } from '#lib/server/indexer.server.ts';
import { relayerFor } from '#lib/server/relayer.server.ts';
import { sessionToken } from '#lib/server/session.server.ts';
import { unwrap } from '#lib/unwrap.ts';
import type { Actions, PageServerLoad } from './$types';

/**
 * An order that the indexer has, or where a link says that it landed. `ledger` holds the purchase: the indexer waits
 * briefly for it, so that buyers see their own order. With `tx`, an order that the indexer cannot have yet is not missing.
 */
export const load: PageServerLoad = async ({ params, url, locals }) => {
	const ledger = wholeIn(url, 'ledger');
	const no = wholeIn(url, 'event');
	const hash = url.searchParams.get('tx') ?? '';
	const query = new URLSearchParams();
	if (ledger !== null) query.set('minLedger', String(ledger));
	if (no !== null) query.set('event', String(no));
	const path = `/v1/orders/${encodeURIComponent(params.id)}?${query}`;
	const order = await fromIndexer<OrderView>(path).catch((error: unknown) => ({ error }));
	if (!('error' in order)) {
		const isBuyer = locals.person?.wallets.includes(order.buyer) ?? false;
		const contact = { isBuyer, saved: url.searchParams.get('contact') === 'saved' };
		return { order, event: await eventOf(order.eventNo), landed: null, contact };
	}
	const event = no === null ? null : await eventOf(no);
	if (ledger === null || !/^[0-9a-f]{64}$/.test(hash) || !mayCome(order.error, event)) throw order.error;
	return { order: null, event, landed: { ledger, hash }, contact: null };
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
		const query = new URLSearchParams({ event: no, contact: 'saved' });
		redirect(303, `/orders/${event.params.id}?${query}#contacts`);
	},
};

/** Whether the indexer may still get the order: it does not answer, has not read that far, or holds back the event's log. */
const mayCome = (error: unknown, event: EventView | null): boolean =>
	isHttpError(error, 503) || (isHttpError(error, 404) && Boolean(event?.fault));

const eventOf = (no: number): Promise<EventView | null> =>
	fromIndexer<EventView>(`/v1/events/${no}`).catch(() => null);

function wholeIn(url: URL, name: string): number | null {
	const text = url.searchParams.get(name) ?? '';
	return /^\d{1,10}$/.test(text) ? Number(text) : null;
}
