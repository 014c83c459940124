import { redirect } from '@sveltejs/kit';
import {
	keepSupportToken,
	relayerForSupport,
	unlisted,
	unwrapForSupport,
} from '#lib/support/support.server.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
	event.setHeaders(unlisted);
	const { searchParams } = event.url;
	const token = searchParams.get('token');
	if (token !== null) {
		await keepSupportToken(event, token);
		redirect(303, '/support');
	}
	const state: 'open' | 'decided' = searchParams.get('state') === 'decided' ? 'decided' : 'open';
	const cursor = searchParams.get('cursor') ?? undefined;
	const relayer = await relayerForSupport(event);
	return {
		state,
		paged: cursor !== undefined,
		...(await unwrapForSupport(relayer.v1.review.$get({ query: { state, cursor } }))),
	};
};
