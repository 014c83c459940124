import { error, fail, redirect } from '@sveltejs/kit';
import type { EventView } from '#indexer/client.ts';
import { keyOf } from '#lib/checkout/mpesa/order-access.server.ts';
import { keepOrder } from '#lib/checkout/mpesa/order-cookies.server.ts';
import { fromIndexer } from '#lib/server/indexer.server.ts';
import { readOrder } from '#lib/server/read-order.server.ts';
import { relayerFor } from '#lib/server/relayer.server.ts';
import { answered } from '#lib/unwrap.ts';
import type { OrderView as PayOrder } from '#relayer/client.ts';
import { PassaError } from '#shared/errors.ts';
import type { Actions, PageServerLoad } from './$types';

/** An order paid by M-Pesa, for whoever has its read token: by cookie, once by the link in a message, or as whose it is. */
export const load: PageServerLoad = async (event) => {
	const { params, url, cookies, setHeaders } = event;
	setHeaders({ 'cache-control': 'no-store', 'x-robots-tag': 'noindex, nofollow' });
	const { reference } = params;
	const given = url.searchParams.get('t');
	if (given !== null) {
		// Looked at first: a wrong link must not take the right cookie away.
		await readOrder(reference, given);
		keepOrder(cookies, url, reference, given);
		redirect(303, `/pay/${reference}`);
	}
	const order = await readOrder(reference, await keyOf(event, reference));
	return { order, event: await eventOf(order) };
};

/** What the page shows beside the order; it does without while the indexer is away. */
async function eventOf(order: PayOrder): Promise<{ tierName: string | null; startsAt: string | null }> {
	const event = await fromIndexer<EventView>(`/v1/events/${order.eventNo}`).catch(() => null);
	return { tierName: event?.tiers[order.tier]?.name ?? null, startsAt: event?.startsAt ?? null };
}

export const actions: Actions = {
	/** Another prompt, to the same number where none is given. */
	again: async (event) => {
		const { params, request, getClientAddress } = event;
		const phone = String((await request.formData()).get('phone') ?? '').trim();
		const token = await keyOf(event, params.reference);
		if (!token) error(404, 'not found');
		try {
			const relayer = relayerFor({ token, address: getClientAddress() });
			const json = phone ? { phone } : {};
			await answered(relayer.v1.orders[':reference'].push.$post({ param: params, json }));
		} catch (cause) {
			if (!(cause instanceof PassaError)) throw cause;
			return fail(cause.status, { code: cause.code, message: cause.message, phone });
		}
		redirect(303, `/pay/${params.reference}`);
	},
};
