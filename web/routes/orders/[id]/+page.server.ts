import { fail, isHttpError, redirect } from '@sveltejs/kit';
import type { EventView, OrderWithTimes, Owed } from '#indexer/client.ts';
import { contactIn, contactRefused, messageLanguage } from '#lib/checkout/contact-form.server.ts';
import { mayBeStatic } from '#lib/pass/static-pass.server.ts';
import { formOf } from '#lib/server/form-of.ts';
import { fromIndexer } from '#lib/server/indexer.server.ts';
import { orderAt, wholeIn } from '#lib/server/order-at.server.ts';
import { relayerFor } from '#lib/server/relayer.server.ts';
import { sessionToken } from '#lib/server/session.server.ts';
import { unwrap } from '#lib/unwrap.ts';
import { takesPosts } from '#lib/wall/wall-form.server.ts';
import type { ResoldRefundView } from '#relayer/client.ts';
import { PassaError } from '#shared/errors.ts';
import type { Actions, PageServerLoad } from './$types';

/**
 * An order that the indexer has, or where a link says that it landed. `ledger` holds the purchase: the indexer waits
 * briefly for it, so that buyers see their own order. With `tx`, an order that the indexer cannot have yet is not missing.
 * `mine`: a wallet of the visitor's account bought it or holds one of its tickets.
 */
export const load: PageServerLoad = async (visit) => {
	const { params, url, locals } = visit;
	const ledger = wholeIn(url, 'ledger');
	const no = wholeIn(url, 'event');
	const hash = url.searchParams.get('tx') ?? '';
	const order = await orderAt(params.id, no, ledger).catch((error: unknown) => ({ error }));
	if (!('error' in order)) {
		const isBuyer = locals.person?.wallets.includes(order.buyer) ?? false;
		const contact = { isBuyer, saved: url.searchParams.get('contact') === 'saved' };
		const event = await eventOf(order.eventNo);
		const wallets = locals.person?.wallets ?? [];
		const [owed, resold, onPaper, onWall] = await Promise.all([
			owedOf(order),
			resoldOf(order, event, visit.getClientAddress()),
			mayBeStatic(order.event, order.tier),
			takesPosts(order.event),
		]);
		const found = { order, event, mine: isHeld(order, locals), landed: null };
		return { ...found, contact, wallets, owed, resold, onPaper, onWall };
	}
	const event = no === null ? null : await eventOf(no);
	if (ledger === null || !/^[0-9a-f]{64}$/.test(hash) || !mayCome(order.error, event)) throw order.error;
	const none = { contact: null, wallets: [], owed: [], resold: [], onPaper: false, onWall: false };
	return { order: null, event, mine: false, landed: { ledger, hash }, ...none };
};

export const actions: Actions = {
	/** A wallet of the visitor's takes what the event has for a ticket, instead of waiting for all of it. */
	part: async (event) => {
		const form = await formOf(event.request);
		const no = event.url.searchParams.get('event') ?? '';
		const param = { event: no, order: event.params.id, index: String(form.get('ticket') ?? '') };
		try {
			const { v1 } = relayerFor({ token: await sessionToken(event) });
			const resold = v1.events[':event']['resold-refunds'][':order'][':index'];
			await unwrap(resold.part.$post({ param }));
		} catch (failure) {
			if (!(failure instanceof PassaError)) throw failure;
			const { status, code, message } = failure;
			return fail(status, { part: { code, message } });
		}
		redirect(303, `/orders/${event.params.id}?${new URLSearchParams({ event: no })}#resold`);
	},
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

const isHeld = ({ buyer, tickets }: OrderWithTimes, { person }: App.Locals): boolean =>
	[buyer, ...tickets.map(({ owner }) => owner)].some((holder) => person?.wallets.includes(holder));

/** Whether the indexer may still get the order: it does not answer, has not read that far, or holds back the event's log. */
const mayCome = (error: unknown, event: EventView | null): boolean =>
	isHttpError(error, 503) || (isHttpError(error, 404) && Boolean(event?.fault));

/** What of the order's refunds still waits in the event, since a wallet could not take it. */
async function owedOf({ eventNo, refunds }: OrderWithTimes): Promise<Owed[]> {
	const payers = refunds.filter(({ delivered }) => !delivered).map(({ payer }) => payer);
	if (payers.length === 0) return [];
	const read = fromIndexer<{ items: Owed[] }>(`/v1/events/${eventNo}/owed`);
	const { items } = await read.catch(() => ({ items: [] }));
	return items.filter(({ receiver }) => receiver !== null && payers.includes(receiver));
}

/** Of a cancelled event: what wallets get that bought tickets of an M-Pesa order last. The relayer pays it, so no chain shows what waits. */
async function resoldOf(
	{ eventNo, id, rail, resales }: OrderWithTimes,
	event: EventView | null,
	address: string,
): Promise<ResoldRefundView[]> {
	if (rail !== 'fiat' || resales.length === 0 || !event?.cancelledAt) return [];
	const param = { event: String(eventNo), order: id };
	const relayer = relayerFor({ address });
	const read = unwrap(relayer.v1.events[':event']['resold-refunds'][':order'].$get({ param }));
	return read.then(({ items }) => items).catch(() => []);
}

const eventOf = (no: number): Promise<EventView | null> =>
	fromIndexer<EventView>(`/v1/events/${no}`).catch(() => null);
