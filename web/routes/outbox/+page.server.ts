import { error } from '@sveltejs/kit';
import { platformFor } from '#lib/server/platform.server.ts';
import { answered } from '#lib/unwrap.ts';
import { PassaError } from '#shared/errors.ts';
import type { PageServerLoad } from './$types';

/** Exists only where the platform keeps messages to itself, which is localnet. */
export const load: PageServerLoad = async (event) => {
	const { items } = await answered(platformFor(event).v1.outbox.$get()).catch((failure) => {
		if (failure instanceof PassaError && failure.status === 404) error(404, 'not found');
		error(503, 'unavailable');
	});
	return { messages: items };
};
