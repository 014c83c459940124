import { isHttpError, redirect } from '@sveltejs/kit';
import type { EventView, OrderWithTimes } from '#indexer/client.ts';
import { contactIn, contactRefused, messageLanguage } from '#lib/checkout/contact-form.server.ts';
import { formOf } from '#lib/server/form-of.ts';
import { askIndexer, fromIndexer, unwrapAnswer } from '#lib/server/indexer.server.ts';
import { relayerFor } from '#lib/server/relayer.server.ts';
import { sessionToken } from '#lib/server/session.server.ts';
import { unwrap } from '#lib/unwrap.ts';
import type { Actions, PageServerLoad } from './$types';

/**
 * An order that the indexer has, or where a link says that it landed. `ledger` holds the purchase: the indexer waits
 * briefly for it, so that buyers see their own order. With `tx`, an order that the indexer cannot have yet is not missing.
 * `mine`: a wallet of the visitor's account bought it or holds one of its tickets.
 */
export const load: PageServerLoad = async ({ params, url, locals }) => {
	const ledger = wholeIn(url, 'ledger');
	const no = wholeIn(url, 'event');
	const hash = url.searchParams.get('tx') ?? '';
	const order = await orderAt(params.id, no, ledger).catch((error: unknown) => ({ error }));
	if (!('error' in order)) {
		const isBuyer = locals.person?.wallets.includes(order.buyer) ?? false;
		const contact = { isBuyer, saved: url.searchParams.get('contact') === 'saved' };
		const event = await eventOf(order.eventNo);
		return { order, event, mine: isHeld(order, locals), landed: null, contact };
	}
	const event = no === null ? null : await eventOf(no);
	if (ledger === null || !/^[0-9a-f]{64}$/.test(hash) || !mayCome(order.error, event)) throw order.error;
	return { order: null, event, mine: false, landed: { ledger, hash }, contact: null };
};

export const actions: Actions = {
	/** Names who gets the message of these tickets. The relayer asks the chain who bought them. */
	contact: async (event) => {
		const form = await formOf(event.request);
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

/** An order that is there already is shown, whatever ledger an address names. */
async function orderAt(id: string, no: number | null, ledger: number | null): Promise<OrderWithTimes> {
	const read = (minLedger: number | null) => {
		const query = new URLSearchParams();
		if (minLedger !== null) query.set('minLedger', String(minLedger));
		if (no !== null) query.set('event', String(no));
		return askIndexer<OrderWithTimes>(`/v1/orders/${encodeURIComponent(id)}?${query}`);
	};
	const answer = await read(ledger);
	if (answer.ok || answer.code !== 'LEDGER_NOT_READ') return unwrapAnswer(answer);
	const present = await read(null);
	return unwrapAnswer(present.ok ? present : answer);
}

const isHeld = ({ buyer, tickets }: OrderWithTimes, { person }: App.Locals): boolean =>
	[buyer, ...tickets.map(({ owner }) => owner)].some((holder) => person?.wallets.includes(holder));

/** Whether the indexer may still get the order: it does not answer, has not read that far, or holds back the event's log. */
const mayCome = (error: unknown, event: EventView | null): boolean =>
	isHttpError(error, 503) || (isHttpError(error, 404) && Boolean(event?.fault));

const eventOf = (no: number): Promise<EventView | null> =>
	fromIndexer<EventView>(`/v1/events/${no}`).catch(() => null);

function wholeIn(url: URL, name: string): number | null {
	const text = url.searchParams.get(name) ?? '';
	return /^\d{1,10}$/.test(text) ? Number(text) : null;
}
