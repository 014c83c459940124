import { error, fail } from '@sveltejs/kit';
import { takenTicket } from '#lib/pass/taken-ticket.server.ts';
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
	return relayer.v1.handovers[':token'].wall;
};

export const load: PageServerLoad = async (visit) => {
	visit.setHeaders({
		'cache-control': 'no-store',
		'x-robots-tag': 'noindex, nofollow',
		'referrer-policy': 'same-origin',
	});
	const { token } = visit.params;
	const { order, eventName } = await takenTicket(visit, token);
	const own = await unwrap((await wallOf(visit)).$get({ param: { token } })).catch((failure) => {
		throw failure instanceof PassaError ? error(503, 'unavailable') : failure;
	});
	return { event: { no: order.eventNo, name: eventName }, own };
};

export const actions: Actions = {
	post: async (visit) => {
		const form = await formOf(visit.request);
		try {
			await unwrap((await wallOf(visit)).$post({ param: { token: visit.params.token }, json: postIn(form) }));
		} catch (failure) {
			const { status, said } = refusedBy(failure, form);
			return fail(status, said);
		}
		return { fault: null, done: 'sent' as const, text: '', name: '' };
	},
	withdraw: async (visit) => {
		const form = await formOf(visit.request);
		const param = { token: visit.params.token, post: String(form.get('id')) };
		try {
			await unwrap((await wallOf(visit))[':post'].$delete({ param }));
		} catch (failure) {
			const { status, said } = refusedBy(failure, form);
			return fail(status, said);
		}
		return { fault: null, done: 'withdrawn' as const, text: '', name: '' };
	},
};
