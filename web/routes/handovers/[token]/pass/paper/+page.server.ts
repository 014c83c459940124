import { fail } from '@sveltejs/kit';
import { mayBeStatic, type StaticPassDone, wantedStatic } from '#lib/pass/static-pass.server.ts';
import { takenTicket } from '#lib/pass/taken-ticket.server.ts';
import { formOf } from '#lib/server/form-of.ts';
import { relayerFor } from '#lib/server/relayer.server.ts';
import { sessionToken } from '#lib/server/session.server.ts';
import { unwrap } from '#lib/unwrap.ts';
import { PassaError } from '#shared/errors.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async (visit) => {
	visit.setHeaders({
		'cache-control': 'no-store',
		'x-robots-tag': 'noindex, nofollow',
		'referrer-policy': 'same-origin',
	});
	const { order, faces, eventName } = await takenTicket(visit, visit.params.token);
	return { faces, eventName, allowed: await mayBeStatic(order.event, order.tier) };
};

export const actions: Actions = {
	/** Makes the code of the ticket. */
	default: async (visit) => {
		const { way, language } = wantedStatic(await formOf(visit.request), []);
		const { token } = visit.params;
		try {
			const { v1 } = relayerFor({ token: await sessionToken(visit) });
			const of = v1.handovers[':token']['static-passes'];
			const done: StaticPassDone = await unwrap(of.$post({ param: { token }, json: { way, language } }));
			return { fault: null, done };
		} catch (failure) {
			if (!(failure instanceof PassaError)) throw failure;
			const { status, code, message } = failure;
			return fail(status ?? 503, { fault: { code, message }, done: null });
		}
	},
};
