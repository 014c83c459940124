import { error, fail, redirect } from '@sveltejs/kit';
import type { EventView } from '#indexer/client.ts';
import { orderToken, readOrder } from '#lib/checkout/mpesa/order-access.server.ts';
import { rememberOrder } from '#lib/checkout/mpesa/order-cookies.server.ts';
import { fromIndexer } from '#lib/server/indexer.server.ts';
import { relayerFor } from '#lib/server/relayer.server.ts';
import { unwrap } from '#lib/unwrap.ts';
import type { OrderView as PayOrder } from '#relayer/client.ts';
import { PassaError } from '#shared/errors.ts';
import type { Actions, PageServerLoad } from './$types';

/** An M-Pesa order, opened by this browser's cookie, by the link of a message, or by the account that ordered. */
export const load: PageServerLoad = async (event) => {
	const { params, url, cookies, setHeaders } = event;
	setHeaders({ 'cache-control': 'no-store', 'x-robots-tag': 'noindex, nofollow' });
	const { reference } = params;
	const given = url.searchParams.get('t');
	if (given !== null) {
		// Read first: a wrong link must not replace the right cookie.
		await readOrder(reference, given);
		rememberOrder(cookies, url, reference, given);
		redirect(303, `/pay/${reference}`);
	}
	const order = await readOrder(reference, await orderToken(event, reference));
	return { order, event: await eventOf(order) };
};

/** What the page shows of the event; null values while the indexer does not answer. */
async function eventOf(order: PayOrder): Promise<{ tierName: string | null; startsAt: string | null }> {
	const event = await fromIndexer<EventView>(`/v1/events/${order.eventNo}`).catch(() => null);
	return { tierName: event?.tiers[order.tier]?.name ?? null, startsAt: event?.startsAt ?? null };
}

export const actions: Actions = {
	/** Sends another prompt, to the same number where the form names none. */
	again: async (event) => {
		const { params, request, getClientAddress } = event;
		const phone = String((await request.formData()).get('phone') ?? '').trim();
		const token = await orderToken(event, params.reference);
		if (!token) error(404, 'not found');
		try {
			const relayer = relayerFor({ token, address: getClientAddress() });
			const json = phone ? { phone } : {};
			await unwrap(relayer.v1.orders[':reference'].push.$post({ param: params, json }));
		} catch (cause) {
			if (!(cause instanceof PassaError)) throw cause;
			return fail(cause.status, { code: cause.code, message: cause.message, phone });
		}
		redirect(303, `/pay/${params.reference}`);
	},
};
