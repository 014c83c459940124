import { error } from '@sveltejs/kit';
import { platformFor } from '#lib/server/platform.server.ts';
import { unwrap } from '#lib/unwrap.ts';
import { PassaError } from '#shared/errors.ts';
import type { PageServerLoad } from './$types';

/** Exists on localnet only, where the platform sends no messages and keeps them instead. */
export const load: PageServerLoad = async (event) => {
	const asked = event.url.searchParams.get('before') ?? '';
	const before = /^\d{1,18}$/.test(asked) ? asked : undefined;
	const { items, next } = await unwrap(platformFor(event).v1.outbox.$get({ query: { before } })).catch(
		(failure) => {
			if (failure instanceof PassaError && failure.status === 404) error(404, 'not found');
			error(503, 'unavailable');
		},
	);
	return { messages: items, next, isFirst: before === undefined };
};
