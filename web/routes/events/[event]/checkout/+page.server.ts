import { fail, redirect } from '@sveltejs/kit';
import type { EventView } from '#indexer/client.ts';
import { isMethod, leftBy, methodFor, offersOf } from '#lib/pay/rails.ts';
import { mpesaAvailability } from '#lib/server/availability.server.ts';
import { webConfig } from '#lib/server/config.server.ts';
import { fromIndexer } from '#lib/server/indexer.server.ts';
import { keepOrder } from '#lib/server/order-cookies.server.ts';
import { fromRelayer } from '#lib/server/relayer.server.ts';
import type { OrderView as PayOrder } from '#relayer/client.ts';
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
	const method = methodFor(offers, isMethod(wish) ? wish : 'mpesa', demo);
	const wanted = offers.find((o) => String(o.tier.index) === url.searchParams.get('tier'));
	const first = offers.find((o) => leftBy(o, method) > 0) ?? offers[0];
	const tier = (wanted && leftBy(wanted, method) > 0 ? wanted : first)?.tier.index ?? 0;
	return { event, offers, mpesaAnswers: availability !== null, method, tier, key: crypto.randomUUID() };
};

export const actions: Actions = {
	/** Orders by M-Pesa. Needs no script in the browser. */
	default: async ({ params, request, url, cookies, getClientAddress }) => {
		const form = await request.formData();
		const text = (name: string) => String(form.get(name) ?? '').trim();
		const chosen = { tier: Number(text('tier')), qty: Number(text('qty')), phone: text('phone') };
		const key = text('key');
		try {
			const { order, token } = await fromRelayer<{ order: PayOrder; token: string }>('/v1/orders', {
				body: { event: params.event, ...chosen, idempotencyKey: key },
				address: getClientAddress(),
			});
			keepOrder(cookies, url, order.reference, token);
			rememberMpesa(cookies);
			redirect(303, `/pay/${order.reference}`);
		} catch (error) {
			if (!(error instanceof PassaError)) throw error;
			const { code, message, status } = error;
			// The same key again means the same order; with other details it can mean only a new one.
			const next = code === 'IDEMPOTENCY_MISMATCH' ? crypto.randomUUID() : key;
			return fail(status, { code, message, key: next, ...chosen });
		}
	},
};

function rememberMpesa(cookies: Parameters<Actions['default']>[0]['cookies']): void {
	const days = 365;
	// Read and written by the page too, where a wallet is chosen.
	cookies.set('method', 'mpesa', { path: '/', httpOnly: false, secure: false, maxAge: days * 86_400 });
}
