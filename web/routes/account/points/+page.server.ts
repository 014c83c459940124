import { relayerFor } from '#lib/server/relayer.server.ts';
import { sessionToken, signedIn } from '#lib/server/session.server.ts';
import { unwrap } from '#lib/unwrap.ts';
import { PassaError } from '#shared/errors.ts';
import type { PageServerLoad, RequestEvent } from './$types';

export const load: PageServerLoad = async (event) => {
	signedIn(event);
	event.setHeaders({ 'cache-control': 'no-store' });
	return { points: await pointsOf(event) };
};

/** Null: nothing can be said now. */
async function pointsOf(event: RequestEvent) {
	try {
		const token = await sessionToken(event);
		return await unwrap(relayerFor({ token, address: event.getClientAddress() }).v1.points.$get());
	} catch (error) {
		if (error instanceof PassaError) return null;
		throw error;
	}
}
