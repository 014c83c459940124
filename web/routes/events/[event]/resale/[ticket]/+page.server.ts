import { error, fail, redirect } from '@sveltejs/kit';
import type { EventView } from '#indexer/client.ts';
import { contactFault, contactIn } from '#lib/checkout/contact-form.server.ts';
import { methodCookie } from '#lib/checkout/method.ts';
import { knownPhone } from '#lib/checkout/mpesa/known-phone.server.ts';
import { listingOffer } from '#lib/checkout/mpesa/listing-offer.server.ts';
import {
	keepListingAttempt,
	listingAttempt,
	orderListing,
} from '#lib/checkout/mpesa/order-listing.server.ts';
import { askWithCode } from '#lib/checkout/mpesa/phone-code.server.ts';
import { formOf } from '#lib/server/form-of.ts';
import { fromIndexer } from '#lib/server/indexer.server.ts';
import { orderAt } from '#lib/server/order-at.server.ts';
import { walletKind } from '#lib/tickets/wallet-kind.ts';
import { orderOf } from '#shared/chain/state/ids.ts';
import type { Actions, PageServerLoad } from './$types';

/** A ticket that its holder offers. `price` is null if it is not for sale, or no longer. */
export const load: PageServerLoad = async (visit) => {
	const { params, cookies, setHeaders, url } = visit;
	// A page that is shown again must not name an old price.
	setHeaders({ 'cache-control': 'no-store' });
	if (!/^\d{1,20}$/.test(params.ticket)) error(404, 'not found');
	const { order: orderId, index } = orderOf(BigInt(params.ticket));
	const event = await fromIndexer<EventView>(`/v1/events/${encodeURIComponent(params.event)}`);
	const order = await orderAt(String(orderId), event.no, null);
	const ticket = order.tickets.find((each) => each.index === index);
	if (!ticket) error(404, 'not found');
	const open = event.cancelledAt === null && Date.now() < Date.parse(event.policy.freezeAt);
	const price = ticket.state === 'valid' && open ? ticket.price : null;
	const used = cookies.get(methodCookie.name);
	const none = { offer: null, unsold: 'NOT_LISTED' };
	const [mpesa, phone] = await Promise.all([
		price === null ? none : listingOffer(visit, event.address, params.ticket),
		knownPhone(visit),
	]);
	const before = url.searchParams.has('another') ? null : listingAttempt(cookies);
	const attempt = before ?? { key: crypto.randomUUID(), reference: null };
	if (!before) keepListingAttempt(visit, attempt);
	const method =
		mpesa.offer && (used === undefined || used === 'mpesa') ? ('mpesa' as const) : walletKind(used);
	const shown = { tier: order.tier, tierName: order.tierName, ticket, price, method };
	return { event, orderId: order.id, ...shown, mpesa, phone, attempt };
};

export const actions: Actions = {
	/** Orders it by M-Pesa. Works without scripts. */
	default: async (visit) => {
		const { params } = visit;
		const form = await formOf(visit.request);
		const text = (name: string) => String(form.get(name) ?? '').trim();
		const [phone, contact] = [text('phone'), contactIn(form)];
		const key = listingAttempt(visit.cookies)?.key ?? text('key');
		const wrong = contactFault(contact);
		if (wrong) return fail(400, { ...wrong, sent: null, phone, contact, contactFault: wrong });
		const wanted = { event: params.event, ticket: params.ticket, amountKes: text('amount'), phone, contact };
		let reference = '';
		const fault = await askWithCode(visit, form, async () => {
			reference = await orderListing(visit, wanted, key);
		});
		if (fault) {
			const { status, ...said } = fault;
			return fail(status, { ...said, phone, contact, contactFault: null });
		}
		redirect(303, `/pay/${reference}`);
	},
};
