import { error, fail } from '@sveltejs/kit';
import { knownPhone } from '#lib/checkout/mpesa/known-phone.server.ts';
import { orderToken } from '#lib/checkout/mpesa/order-access.server.ts';
import { askWithCode, relayerForBuyer } from '#lib/checkout/mpesa/phone-code.server.ts';
import { placeIn } from '#lib/checkout/mpesa/read-issued.ts';
import { mpesaTickets, needsCode } from '#lib/pass/mpesa-tickets.server.ts';
import { mayBeStatic } from '#lib/pass/static-pass.server.ts';
import { formOf } from '#lib/server/form-of.ts';
import { sessionToken } from '#lib/server/session.server.ts';
import { unwrap } from '#lib/unwrap.ts';
import type { PassesView } from '#relayer/client.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async (visit) => {
	visit.setHeaders({ 'cache-control': 'no-store', 'x-robots-tag': 'noindex, nofollow' });
	const { order, faces } = await mpesaTickets(visit, visit.params.reference);
	const [phone, onPaper] = await Promise.all([knownPhone(visit), mayBeStatic(order.event, order.tier)]);
	return { faces, eventName: order.eventName, phone, onPaper };
};

export const actions: Actions = {
	/** Certifies the browser's key. Who only holds the order's link also shows a code that was sent to its number. */
	default: async (visit) => {
		const form = await formOf(visit.request);
		const { reference } = visit.params;
		const token = await orderToken(visit, reference);
		if (!token) error(404, 'not found');
		const { faces } = await mpesaTickets(visit, reference);
		const text = (name: string): string => String(form.get(name) ?? '').trim();
		let passes: PassesView | null = null;
		const ask = async (): Promise<void> => {
			const relayer = await relayerForBuyer(visit, token, (await sessionToken(visit)) ?? null);
			const json = {
				tickets: faces.map(({ ticket }) => placeIn(ticket)),
				deviceKey: text('device_key'),
				alone: form.has('alone'),
			};
			passes = await unwrap(
				relayer.v1.orders[':reference'].passes.$post({ param: { reference }, json }),
			).catch((failure) => {
				throw needsCode(failure, text('code') !== '');
			});
		};
		const fault = await askWithCode(visit, form, ask, 'pass');
		return fault ? fail(fault.status, { ...fault, phone: text('phone') }) : { passes };
	},
};
