import { fail, redirect } from '@sveltejs/kit';
import type { EventView } from '#indexer/client.ts';
import { contactFault, contactIn, messageLanguage } from '#lib/checkout/contact-form.server.ts';
import { isMethod, methodCookie } from '#lib/checkout/method.ts';
import { mpesaAvailability } from '#lib/checkout/mpesa/availability.server.ts';
import { knownPhone, rememberPhone } from '#lib/checkout/mpesa/known-phone.server.ts';
import { rememberOrder } from '#lib/checkout/mpesa/order-cookies.server.ts';
import { askWithCode, relayerForBuyer } from '#lib/checkout/mpesa/phone-code.server.ts';
import { leftBy, methodFor, offersOf, soldOut } from '#lib/checkout/offers.ts';
import { webConfig } from '#lib/server/config.server.ts';
import { fromIndexer } from '#lib/server/indexer.server.ts';
import { sessionToken } from '#lib/server/session.server.ts';
import { unwrap } from '#lib/unwrap.ts';
import { localnetPassphrase } from '#shared/networks.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async (visit) => {
	const { params, url, cookies, setHeaders } = visit;
	// The form's key makes one order, so a cached copy of the form would carry a used key.
	setHeaders({ 'cache-control': 'no-store' });
	const [event, availability, knownNumber] = await Promise.all([
		fromIndexer<EventView>(`/v1/events/${encodeURIComponent(params.event)}`),
		mpesaAvailability(params.event),
		knownPhone(visit),
	]);
	const offers = offersOf(event, availability, Date.now());
	const asked = url.searchParams.get('method') ?? cookies.get(methodCookie.name);
	const demo = webConfig().STELLAR_NETWORK_PASSPHRASE === localnetPassphrase;
	const wanted = offers.find((o) => String(o.tier.index) === url.searchParams.get('tier') && !soldOut(o));
	const method = methodFor(wanted ? [wanted] : offers, isMethod(asked) ? asked : 'mpesa', demo);
	const tier = (wanted ?? offers.find((o) => leftBy(o, method) > 0))?.tier.index ?? 0;
	const key = crypto.randomUUID();
	return { event, offers, mpesaAnswers: availability !== null, method, tier, key, knownNumber };
};

export const actions: Actions = {
	/** Orders by M-Pesa. Works without scripts. */
	default: async (event) => {
		const { cookies, url } = event;
		const form = await event.request.formData();
		const text = (name: string) => String(form.get(name) ?? '').trim();
		const chosen = { tier: Number(text('tier')), qty: Number(text('qty')), phone: text('phone') };
		const key = text('key');
		const contact = contactIn(form);
		const wrong = contactFault(contact);
		if (wrong) return fail(400, { ...wrong, sent: null, key, ...chosen, contact, contactFault: wrong });
		let reference = '';
		const fault = await askWithCode(event, form, async () => {
			const session = await sessionToken(event);
			const relayer = await relayerForBuyer(event, session, session);
			const about = { contact, language: messageLanguage(), idempotencyKey: key };
			const json = { event: event.params.event, ...chosen, ...about };
			const { order, token } = await unwrap(relayer.v1.orders.$post({ json }));
			reference = order.reference;
			rememberOrder(cookies, url, reference, token);
			rememberPhone(event, chosen.phone);
			const { name, ...options } = methodCookie;
			cookies.set(name, 'mpesa', { ...options, httpOnly: false, secure: false });
		});
		if (fault) {
			const { status, ...shown } = fault;
			// The same key means the same order, so an order with other details needs a new key.
			const next = fault.code === 'IDEMPOTENCY_MISMATCH' ? crypto.randomUUID() : key;
			return fail(status, { ...shown, key: next, ...chosen, contact, contactFault: null });
		}
		redirect(303, `/pay/${reference}`);
	},
};
