import { error, fail } from '@sveltejs/kit';
import { walletTickets } from '#lib/pass/wallet-tickets.server.ts';
import { formOf } from '#lib/server/form-of.ts';
import { relayerFor } from '#lib/server/relayer.server.ts';
import { sessionToken } from '#lib/server/session.server.ts';
import { unwrap } from '#lib/unwrap.ts';
import { postIn, refusedBy } from '#lib/wall/wall-form.server.ts';
import { PassaError } from '#shared/errors.ts';
import type { Actions, PageServerLoad } from './$types';

type Visit = Parameters<PageServerLoad>[0] | Parameters<Actions[string]>[0];

const wallOf = async (visit: Visit) => {
	const relayer = relayerFor({ token: await sessionToken(visit), address: visit.getClientAddress() });
	return relayer.v1.events[':event'].wall.own;
};

export const load: PageServerLoad = async (visit) => {
	visit.setHeaders({ 'cache-control': 'no-store' });
	const { order, faces, here } = await walletTickets(visit, visit.params.id);
	const pageOf = visit.url.pathname + visit.url.search;
	const found = { event: { no: order.eventNo, name: order.eventName }, here, pageOf };
	if (faces.length === 0) return { ...found, own: null };
	const own = await unwrap((await wallOf(visit)).$get({ param: { event: order.event } })).catch((failure) => {
		throw failure instanceof PassaError ? error(503, 'unavailable') : failure;
	});
	return { ...found, own };
};

export const actions: Actions = {
	/** Any ticket of the order that a wallet of the account holds. */
	post: async (visit) => {
		const form = await formOf(visit.request);
		const { order, faces } = await walletTickets(visit, visit.params.id);
		const [face] = faces;
		if (!face) error(404, 'not found');
		try {
			const json = { ...postIn(form), ticket: face.ticket };
			await unwrap((await wallOf(visit)).$post({ param: { event: order.event }, json }));
		} catch (failure) {
			const { status, said } = refusedBy(failure, form);
			return fail(status, said);
		}
		return { fault: null, done: 'sent' as const, text: '', name: '' };
	},
	withdraw: async (visit) => {
		const form = await formOf(visit.request);
		const { order } = await walletTickets(visit, visit.params.id);
		const param = { event: order.event, post: String(form.get('id')) };
		try {
			await unwrap((await wallOf(visit))[':post'].$delete({ param }));
		} catch (failure) {
			const { status, said } = refusedBy(failure, form);
			return fail(status, said);
		}
		return { fault: null, done: 'withdrawn' as const, text: '', name: '' };
	},
};
