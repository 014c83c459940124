import { error } from '@sveltejs/kit';
import { refused } from '#lib/server/form-refusal.server.ts';
import { relayerFor } from '#lib/server/relayer.server.ts';
import { unwrap } from '#lib/unwrap.ts';
import { PassaError } from '#shared/errors.ts';
import type { Actions, PageServerLoad, RequestEvent } from './$types';

const routeOf = (event: RequestEvent) =>
	relayerFor({ address: event.getClientAddress() }).v1.held.stops[':code'];

/** The link of a message that says that a wallet was named for somebody's money: it is stopped here, without signing in. */
export const load: PageServerLoad = async (event) => {
	event.setHeaders({
		'cache-control': 'no-store',
		'x-robots-tag': 'noindex, nofollow',
		'referrer-policy': 'no-referrer',
	});
	const { code } = event.params;
	try {
		return { wallet: await unwrap(routeOf(event).$get({ param: { code } })) };
	} catch (failure) {
		if (!(failure instanceof PassaError)) throw failure;
		if (failure.code === 'ADDRESS_UNKNOWN') return { wallet: null };
		error(503, 'unavailable');
	}
};

export const actions: Actions = {
	default: async (event) => {
		const { code } = event.params;
		try {
			await unwrap(routeOf(event).$post({ param: { code } }));
			return { fault: null };
		} catch (failure) {
			return refused(failure, {});
		}
	},
};
