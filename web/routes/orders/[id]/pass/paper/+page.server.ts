import { error, fail } from '@sveltejs/kit';
import { mayBeStatic, type StaticPassDone, wantedStatic } from '#lib/pass/static-pass.server.ts';
import { walletTickets } from '#lib/pass/wallet-tickets.server.ts';
import { formOf } from '#lib/server/form-of.ts';
import { relayerFor } from '#lib/server/relayer.server.ts';
import { sessionToken } from '#lib/server/session.server.ts';
import { unwrap } from '#lib/unwrap.ts';
import { PassaError } from '#shared/errors.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async (visit) => {
	visit.setHeaders({ 'cache-control': 'no-store' });
	const { order, faces, here } = await walletTickets(visit, visit.params.id);
	const allowed = await mayBeStatic(order.event, order.tier);
	return { faces, eventName: order.eventName, here, allowed, pageOf: visit.url.pathname + visit.url.search };
};

export const actions: Actions = {
	/** Makes the codes of tickets of the account's wallets. */
	default: async (visit) => {
		const form = await formOf(visit.request);
		const { order, faces } = await walletTickets(visit, visit.params.id);
		if (faces.length === 0) error(404, 'not found');
		const wanted = wantedStatic(form, faces);
		try {
			const relayer = relayerFor({ token: await sessionToken(visit), address: visit.getClientAddress() });
			const json = { event: order.event, ...wanted };
			const done: StaticPassDone = await unwrap(relayer.v1['static-passes'].$post({ json }));
			return { fault: null, done };
		} catch (failure) {
			if (!(failure instanceof PassaError)) throw failure;
			const { status, code, message } = failure;
			return fail(status ?? 503, { fault: { code, message }, done: null });
		}
	},
};
