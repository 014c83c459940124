import { fail } from '@sveltejs/kit';
import { mayBeStatic } from '#lib/pass/static-pass.server.ts';
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
	return { faces, eventName, onPaper: await mayBeStatic(order.event, order.tier) };
};

export const actions: Actions = {
	/** Certifies the browser's key for the ticket. */
	default: async (visit) => {
		const form = await formOf(visit.request);
		const { token } = visit.params;
		const json = { deviceKey: String(form.get('device_key') ?? ''), alone: form.has('alone') };
		try {
			const { v1 } = relayerFor({ token: await sessionToken(visit) });
			return { passes: await unwrap(v1.handovers[':token'].passes.$post({ param: { token }, json })) };
		} catch (failure) {
			if (!(failure instanceof PassaError)) throw failure;
			const { status, code, message } = failure;
			return fail(status ?? 503, { fault: { code, message } });
		}
	},
};
