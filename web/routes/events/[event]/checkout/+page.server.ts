import { fail, isHttpError, redirect } from '@sveltejs/kit';
import type { EventView } from '#indexer/client.ts';
import { attemptsIn, continued, keepAttempt, keyOfForm, lastOrder } from '#lib/checkout/attempts.server.ts';
import { alsoIn, linesOf } from '#lib/checkout/cart.ts';
import { contactFault, contactIn } from '#lib/checkout/contact-form.server.ts';
import { isMethod, methodCookie } from '#lib/checkout/method.ts';
import { mpesaAvailability } from '#lib/checkout/mpesa/availability.server.ts';
import { knownPhone } from '#lib/checkout/mpesa/known-phone.server.ts';
import { makeOrder, type Wanted } from '#lib/checkout/mpesa/make-order.server.ts';
import { askWithCode } from '#lib/checkout/mpesa/phone-code.server.ts';
import { leftBy, methodFor, offersOf } from '#lib/checkout/offers.ts';
import { webConfig } from '#lib/server/config.server.ts';
import { formOf } from '#lib/server/form-of.ts';
import { fromIndexer } from '#lib/server/indexer.server.ts';
import { localnetPassphrase } from '#shared/networks.ts';
import { getRequestEvent } from '$app/server';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async (visit) => {
	const { params, url, cookies, setHeaders } = visit;
	// A cached copy of the form would carry an old key.
	setHeaders({ 'cache-control': 'no-store' });
	const [event, availability, phone] = await Promise.all([
		shownEvent(params.event),
		mpesaAvailability(params.event),
		knownPhone(visit),
	]);
	if (!event) return { shown: null, phone };
	const offers = offersOf(event, availability, Date.now());
	const asked = url.searchParams.get('method') ?? cookies.get(methodCookie.name);
	const demo = webConfig().STELLAR_NETWORK_PASSPHRASE === localnetPassphrase;
	const method = methodFor(offers, isMethod(asked) ? asked : 'mpesa', demo);
	const wanted = offers.find((o) => String(o.tier.index) === url.searchParams.get('tier'));
	const tier = (wanted ?? offers.find((o) => leftBy(o, method) > 0))?.tier.index ?? 0;
	const attempts = attemptsIn(cookies);
	const before = continued(attempts, event.no, { now: Date.now(), another: url.searchParams.has('another') });
	const attempt = before ?? { event: event.no, key: crypto.randomUUID(), at: Date.now(), order: null };
	if (!before) keepAttempt(cookies, url, attempt);
	return {
		shown: {
			event,
			offers,
			mpesaAnswers: availability !== null,
			method,
			tier,
			key: attempt.key,
			last: lastOrder(attempts, event.no),
			/** Whether the same details open the last order. */
			same: attempt.order !== null,
		},
		phone,
	};
};

/** The event. Null if a form was sent and the indexer does not answer: the page then keeps the form. */
async function shownEvent(event: string): Promise<EventView | null> {
	const sent = getRequestEvent().request.method === 'POST';
	return fromIndexer<EventView>(`/v1/events/${encodeURIComponent(event)}`).catch((cause) => {
		if (isHttpError(cause, 404) || !sent) throw cause;
		return null;
	});
}

/** The code that a key was used with other details. */
const used = 'IDEMPOTENCY_MISMATCH';

/** The page says at the field what is wrong with it. */
const noQuantity = {
	code: 'QTY_UNREADABLE',
	message: 'That is no whole number of tickets.',
	refusedTier: null,
};

export const actions: Actions = {
	/** Orders by M-Pesa. Works without scripts. */
	default: async (event) => {
		const { cookies, url, params } = event;
		const form = await formOf(event.request);
		const text = (name: string) => String(form.get(name) ?? '').trim();
		const contact = contactIn(form);
		const also = alsoIn(form);
		const [first, ...more] = linesOf({ tier: Number(text('tier')), qty: text('qty'), also }) ?? [];
		const key = keyOfForm(attemptsIn(cookies), params.event, text('key'));
		const kept = { tier: Number(text('tier')), qty: text('qty'), also, phone: text('phone'), contact };
		if (!first) return fail(400, { ...noQuantity, sent: null, key, ...kept, contactFault: null });
		const wanted: Wanted = { event: params.event, ...first, also: more, phone: text('phone'), contact };
		const wrong = contactFault(contact);
		if (wrong)
			return fail(400, { ...wrong, refusedTier: null, sent: null, key, ...kept, contactFault: wrong });
		let reference = '';
		const fault = await askWithCode(event, form, async () => {
			reference = await makeOrder(event, wanted, key);
		});
		if (fault) {
			const { status, ...shown } = fault;
			const next = fault.code === used ? crypto.randomUUID() : key;
			const no = Number(params.event);
			if (fault.code === used && Number.isSafeInteger(no))
				keepAttempt(cookies, url, { event: no, key: next, at: Date.now(), order: null });
			return fail(status, { ...shown, key: next, ...kept, contactFault: null });
		}
		redirect(303, `/pay/${reference}`);
	},
};
