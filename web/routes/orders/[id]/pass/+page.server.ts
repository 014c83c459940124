import { error, fail } from '@sveltejs/kit';
import { mayBeStatic } from '#lib/pass/static-pass.server.ts';
import { walletTickets } from '#lib/pass/wallet-tickets.server.ts';
import { formOf } from '#lib/server/form-of.ts';
import { relayerFor } from '#lib/server/relayer.server.ts';
import { sessionToken } from '#lib/server/session.server.ts';
import { unwrap } from '#lib/unwrap.ts';
import type { PassesView } from '#relayer/client.ts';
import { PassaError } from '#shared/errors.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async (visit) => {
	visit.setHeaders({ 'cache-control': 'no-store' });
	const { order, faces, here, again } = await walletTickets(visit, visit.params.id);
	const onPaper = await mayBeStatic(order.event, order.tier);
	return { faces, eventName: order.eventName, here, again, onPaper };
};

export const actions: Actions = {
	/** Certifies the browser's key for tickets of the account's wallets. */
	default: async (visit) => {
		const form = await formOf(visit.request);
		const { order, faces } = await walletTickets(visit, visit.params.id);
		if (faces.length === 0) error(404, 'not found');
		const json = {
			event: order.event,
			tickets: faces.map(({ ticket }) => ticket),
			deviceKey: String(form.get('device_key') ?? ''),
			alone: form.has('alone'),
		};
		try {
			const relayer = relayerFor({ token: await sessionToken(visit), address: visit.getClientAddress() });
			const passes: PassesView = await unwrap(relayer.v1.passes.$post({ json }));
			return { passes };
		} catch (failure) {
			if (!(failure instanceof PassaError)) throw failure;
			const { status, code, message } = failure;
			return fail(status ?? 503, { fault: { code, message } });
		}
	},
};
