import { error, fail, redirect } from '@sveltejs/kit';
import { knownPhone } from '#lib/checkout/mpesa/known-phone.server.ts';
import { orderToken, readOrder } from '#lib/checkout/mpesa/order-access.server.ts';
import { askWithCode, relayerForBuyer } from '#lib/checkout/mpesa/phone-code.server.ts';
import { needsCode } from '#lib/pass/mpesa-tickets.server.ts';
import { formOf } from '#lib/server/form-of.ts';
import { relayerFor } from '#lib/server/relayer.server.ts';
import { sessionToken } from '#lib/server/session.server.ts';
import { unwrap } from '#lib/unwrap.ts';
import { postIn, refusedBy, typedIn } from '#lib/wall/wall-form.server.ts';
import { PassaError } from '#shared/errors.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async (visit) => {
	visit.setHeaders({ 'cache-control': 'no-store', 'x-robots-tag': 'noindex, nofollow' });
	const { reference } = visit.params;
	const token = await orderToken(visit, reference);
	const order = await readOrder(reference, token);
	if (!order.chain) redirect(303, `/pay/${reference}`);
	const { wall } = relayerFor({ token }).v1.orders[':reference'];
	const [own, phone] = await Promise.all([
		unwrap(wall.$get({ param: { reference } })).catch(shut),
		knownPhone(visit),
	]);
	return { event: { no: order.eventNo, name: order.eventName }, own, phone };
};

function shut(failure: unknown): never {
	if (!(failure instanceof PassaError)) throw failure;
	// A link that only reads writes nothing either.
	error(failure.status === 404 ? 404 : 503, 'unavailable');
}

export const actions: Actions = {
	/** Who only holds the order's link also shows a code that was sent to its number. */
	post: async (visit) => {
		const form = await formOf(visit.request);
		const { reference } = visit.params;
		const token = await orderToken(visit, reference);
		if (!token) error(404, 'not found');
		const typed = { ...typedIn(form), phone: String(form.get('phone') ?? '').trim() };
		const ask = async (): Promise<void> => {
			const json = postIn(form);
			const relayer = await relayerForBuyer(visit, token, (await sessionToken(visit)) ?? null);
			await unwrap(relayer.v1.orders[':reference'].wall.$post({ param: { reference }, json })).catch(
				(failure) => {
					throw needsCode(failure, String(form.get('code') ?? '') !== '');
				},
			);
		};
		const refused = await askWithCode(visit, form, ask, 'pass');
		return refused
			? fail(refused.status, { refused, done: null, ...typed })
			: { refused: null, done: 'sent' as const, ...typed };
	},
	withdraw: async (visit) => {
		const form = await formOf(visit.request);
		const { reference } = visit.params;
		const token = await orderToken(visit, reference);
		const { wall } = relayerFor({ token }).v1.orders[':reference'];
		try {
			await unwrap(wall[':post'].$delete({ param: { reference, post: String(form.get('id')) } }));
		} catch (failure) {
			const { status, said } = refusedBy(failure, form);
			return fail(status, {
				refused: { ...said.fault, status, sent: null },
				done: null,
				...typedIn(form),
				phone: '',
			});
		}
		return { refused: null, done: 'withdrawn' as const, text: '', name: '', phone: '' };
	},
};
