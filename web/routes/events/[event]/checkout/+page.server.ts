import { fail, redirect } from '@sveltejs/kit';
import type { EventView } from '#indexer/client.ts';
import { mpesaAvailability } from '#lib/checkout/mpesa/availability.server.ts';
import { keepOrder } from '#lib/checkout/mpesa/order-cookies.server.ts';
import { isMethod, leftBy, methodFor, offersOf, soldOut } from '#lib/checkout/offers.ts';
import { webConfig } from '#lib/server/config.server.ts';
import { fromIndexer } from '#lib/server/indexer.server.ts';
import { relayerFor } from '#lib/server/relayer.server.ts';
import { sessionToken } from '#lib/server/session-token.server.ts';
import { answered } from '#lib/unwrap.ts';
import { PassaError } from '#shared/errors.ts';
import { localnetPassphrase } from '#shared/networks.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ params, url, cookies, setHeaders }) => {
	// The form carries a key that makes one order: a copy from a cache would carry a used one.
	setHeaders({ 'cache-control': 'no-store' });
	const [event, availability] = await Promise.all([
		fromIndexer<EventView>(`/v1/events/${encodeURIComponent(params.event)}`),
		mpesaAvailability(params.event),
	]);
	const offers = offersOf(event, availability, Date.now());
	const wish = url.searchParams.get('method') ?? cookies.get('method');
	const demo = webConfig().STELLAR_NETWORK_PASSPHRASE === localnetPassphrase;
	const wanted = offers.find((o) => String(o.tier.index) === url.searchParams.get('tier') && !soldOut(o));
	const method = methodFor(wanted ? [wanted] : offers, isMethod(wish) ? wish : 'mpesa', demo);
	const tier = (wanted ?? offers.find((o) => leftBy(o, method) > 0))?.tier.index ?? 0;
	return { event, offers, mpesaAnswers: availability !== null, method, tier, key: crypto.randomUUID() };
};

export const actions: Actions = {
	/** Orders by M-Pesa. Needs no script in the browser. */
	default: async (event) => {
		const { cookies, url } = event;
		const form = await event.request.formData();
		const text = (name: string) => String(form.get(name) ?? '').trim();
		const chosen = { tier: Number(text('tier')), qty: Number(text('qty')), phone: text('phone') };
		const key = text('key');
		let reference: string;
		try {
			const relayer = relayerFor({ token: await sessionToken(event), address: event.getClientAddress() });
			const json = { event: event.params.event, ...chosen, idempotencyKey: key };
			const { order, token } = await answered(relayer.v1.orders.$post({ json }));
			reference = order.reference;
			keepOrder(cookies, url, reference, token);
			rememberMpesa(cookies);
		} catch (error) {
			if (!(error instanceof PassaError)) throw error;
			const { code, message, status } = error;
			// The same key again means the same order; with other details it can mean only a new one.
			const next = code === 'IDEMPOTENCY_MISMATCH' ? crypto.randomUUID() : key;
			return fail(status, { code, message, key: next, ...chosen });
		}
		redirect(303, `/pay/${reference}`);
	},
};

function rememberMpesa(cookies: Parameters<Actions['default']>[0]['cookies']): void {
	const days = 365;
	// Read and written by the page too, where a wallet is chosen.
	cookies.set('method', 'mpesa', { path: '/', httpOnly: false, secure: false, maxAge: days * 86_400 });
}
