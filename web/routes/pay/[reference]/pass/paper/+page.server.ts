import { error, fail } from '@sveltejs/kit';
import { knownPhone } from '#lib/checkout/mpesa/known-phone.server.ts';
import { orderToken } from '#lib/checkout/mpesa/order-access.server.ts';
import { askWithCode, relayerForBuyer } from '#lib/checkout/mpesa/phone-code.server.ts';
import { placeIn } from '#lib/checkout/mpesa/read-issued.ts';
import { mpesaTickets, needsCode } from '#lib/pass/mpesa-tickets.server.ts';
import { mayBeStatic, type StaticPassDone, wantedStatic } from '#lib/pass/static-pass.server.ts';
import { formOf } from '#lib/server/form-of.ts';
import { sessionToken } from '#lib/server/session.server.ts';
import { unwrap } from '#lib/unwrap.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async (visit) => {
	visit.setHeaders({ 'cache-control': 'no-store', 'x-robots-tag': 'noindex, nofollow' });
	const { order, faces } = await mpesaTickets(visit, visit.params.reference);
	const [phone, allowed] = await Promise.all([knownPhone(visit), mayBeStatic(order.event, order.tier)]);
	return { faces, eventName: order.eventName, phone, allowed };
};

export const actions: Actions = {
	/** Makes the codes. Who only holds the order's link also shows a code that was sent to its number. */
	default: async (visit) => {
		const form = await formOf(visit.request);
		const { reference } = visit.params;
		const token = await orderToken(visit, reference);
		if (!token) error(404, 'not found');
		const { faces } = await mpesaTickets(visit, reference);
		const { tickets, ...wanted } = wantedStatic(form, faces);
		let done: StaticPassDone | null = null;
		const ask = async (): Promise<void> => {
			const relayer = await relayerForBuyer(visit, token, (await sessionToken(visit)) ?? null);
			const json = { tickets: tickets.map(placeIn), ...wanted };
			done = await unwrap(
				relayer.v1.orders[':reference']['static-passes'].$post({ param: { reference }, json }),
			).catch((failure) => {
				throw needsCode(failure, String(form.get('code') ?? '') !== '');
			});
		};
		const fault = await askWithCode(visit, form, ask, 'pass');
		const again = { tickets, way: wanted.way, phone: String(form.get('phone') ?? '').trim() };
		return fault ? fail(fault.status, { fault, done: null, ...again }) : { fault: null, done, ...again };
	},
};
