import { error, fail, redirect } from '@sveltejs/kit';
import type { EventView } from '#indexer/client.ts';
import { orderToken, readOrder } from '#lib/checkout/mpesa/order-access.server.ts';
import { rememberOrder } from '#lib/checkout/mpesa/order-cookies.server.ts';
import { askWithCode, relayerForBuyer } from '#lib/checkout/mpesa/phone-code.server.ts';
import { contactNow } from '#lib/server/contact-now.server.ts';
import { fromIndexer } from '#lib/server/indexer.server.ts';
import { sessionToken } from '#lib/server/session.server.ts';
import { unwrap } from '#lib/unwrap.ts';
import type { OrderView as PayOrder } from '#relayer/client.ts';
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
	return { order, event: await eventOf(order), contact: contactNow() };
};

/** What the page shows of the event; null values while the indexer does not answer. */
async function eventOf(order: PayOrder): Promise<{ tierName: string | null; startsAt: string | null }> {
	const event = await fromIndexer<EventView>(`/v1/events/${order.eventNo}`).catch(() => null);
	return { tierName: event?.tiers[order.tier]?.name ?? null, startsAt: event?.startsAt ?? null };
}

export const actions: Actions = {
	/** Sends another prompt, to the same number where the form names none. */
	again: async (event) => {
		const { params } = event;
		const form = await event.request.formData();
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
