import { error, fail, redirect } from '@sveltejs/kit';
import type { EventView, OrderView } from '#indexer/client.ts';
import { contactIn, contactRefused, messageLanguage } from '#lib/checkout/contact-form.server.ts';
import {
	askNoMore,
	askOrganizer,
	giveBack,
	refundOfferOf,
	requestOf,
	takePart,
} from '#lib/checkout/mpesa/give-back.server.ts';
import { keepLink, orderToken, readOrder } from '#lib/checkout/mpesa/order-access.server.ts';
import { askWithCode, relayerForBuyer } from '#lib/checkout/mpesa/phone-code.server.ts';
import { type Issued, issuedPaths } from '#lib/checkout/mpesa/read-issued.ts';
import { endSale, saleOf, sell } from '#lib/checkout/mpesa/sell.server.ts';
import { moveToWallet, sendTicket, takeBack, ticketsOf } from '#lib/handovers/order-tickets.server.ts';
import { mayBeStatic } from '#lib/pass/static-pass.server.ts';
import { contactNow } from '#lib/server/contact-now.server.ts';
import { formOf } from '#lib/server/form-of.ts';
import { fromIndexer } from '#lib/server/indexer.server.ts';
import { relayerFor } from '#lib/server/relayer.server.ts';
import { sessionToken } from '#lib/server/session.server.ts';
import { unwrap } from '#lib/unwrap.ts';
import { takesPosts } from '#lib/wall/wall-form.server.ts';
import type { OrderView as PayOrder } from '#relayer/client.ts';
import type { Actions, PageServerLoad } from './$types';

/**
 * An M-Pesa order, opened by this browser's cookie, by the link of a message, or by the account that ordered or signs in
 * with the number that paid.
 */
export const load: PageServerLoad = async (event) => {
	const { params, url, setHeaders } = event;
	setHeaders({ 'cache-control': 'no-store', 'x-robots-tag': 'noindex, nofollow' });
	const { reference } = params;
	const given = url.searchParams.get('t');
	if (given !== null) {
		await keepLink(event, reference, given);
		redirect(303, `/pay/${reference}`);
	}
	const order = await readOrder(reference, await orderToken(event, reference));
	const [issued, tickets, offer, request, sale, onPaper, onWall] = await Promise.all([
		issuedOf(order),
		ticketsOf(event, order),
		refundOfferOf(event, order),
		requestOf(event, order),
		saleOf(event, order),
		order.chain ? mayBeStatic(order.event, order.tier) : false,
		// A link that only reads writes nothing.
		order.chain && order.access === 'holder' ? takesPosts(order.event) : false,
	]);
	const guest = event.locals.person === null;
	return { order, issued, tickets, offer, request, sale, onPaper, onWall, guest, contact: contactNow() };
};

/** What the indexer knows of the order; null values while it does not answer, and before the tickets are issued. */
async function issuedOf(order: PayOrder): Promise<Issued> {
	const paths = order.chain ? issuedPaths(order) : { order: null, event: `/v1/events/${order.eventNo}` };
	const [read, event] = await Promise.all([
		paths.order === null ? null : fromIndexer<OrderView>(paths.order).catch(() => null),
		fromIndexer<EventView>(paths.event).catch(() => null),
	]);
	return { order: read, event };
}

export const actions: Actions = {
	send: sendTicket,
	takeBack,
	wallet: moveToWallet,
	giveBack,
	takePart,
	askOrganizer,
	askNoMore,
	sell,
	endSale,
	/** Names who gets the order's messages, and opens it by a code. */
	contact: async (event) => {
		const { params } = event;
		const form = await formOf(event.request);
		const typed = contactIn(form);
		const token = await orderToken(event, params.reference);
		if (!token) error(404, 'not found');
		try {
			const json = { ...typed, keepPayer: form.has('keep_payer'), language: messageLanguage() };
			const order = relayerFor({ token }).v1.orders[':reference'];
			await unwrap(order.contact.$put({ param: params, json }));
		} catch (failure) {
			return contactRefused(failure, typed);
		}
		redirect(303, `/pay/${params.reference}#contacts`);
	},
	/** Sends another prompt, to the same number where the form names none. */
	again: async (event) => {
		const { params } = event;
		const form = await formOf(event.request);
		const phone = String(form.get('phone') ?? '').trim();
		const token = await orderToken(event, params.reference);
		if (!token) error(404, 'not found');
		const fault = await askWithCode(event, form, async () => {
			const relayer = await relayerForBuyer(event, token, await sessionToken(event));
			const json = phone ? { phone } : {};
			await unwrap(relayer.v1.orders[':reference'].push.$post({ param: params, json }));
		});
		if (fault) {
			const { status, ...shown } = fault;
			return fail(status, { ...shown, phone });
		}
		redirect(303, `/pay/${params.reference}`);
	},
};
