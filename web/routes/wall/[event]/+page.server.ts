import { error } from '@sveltejs/kit';
import { relayerFor } from '#lib/server/relayer.server.ts';
import { unwrap } from '#lib/unwrap.ts';
import { PassaError } from '#shared/errors.ts';
import type { PageServerLoad } from './$types';

/** What the screen shows first, and where its QR code leads. */
export const load: PageServerLoad = async ({ params, setHeaders, url }) => {
	setHeaders({ 'cache-control': 'no-store', 'x-robots-tag': 'noindex' });
	const param = { event: params.event };
	const wall = await unwrap(relayerFor().v1.events[':event'].wall.$get({ param })).catch((failure) => {
		throw failure instanceof PassaError ? error(failure.status === 404 ? 404 : 503, 'not found') : failure;
	});
	return { wall, writeAt: `${url.origin}/wall/${wall.no}/post` };
};
