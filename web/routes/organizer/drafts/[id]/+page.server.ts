import { error, redirect } from '@sveltejs/kit';
import { platformFor } from '#lib/server/platform.server.ts';
import { organizing } from '#lib/server/session.server.ts';
import { unwrap } from '#lib/unwrap.ts';
import { PassaError } from '#shared/errors.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
	const { wallets } = organizing(event);
	const param = { id: event.params.id };
	const drafts = platformFor(event).v1.drafts[':id'];
	const [draft, preview] = await Promise.all([
		unwrap(drafts.$get({ param })),
		unwrap(drafts.preview.$post({ param })),
	]).catch(throwPageError);
	if (draft.published) redirect(303, `/organizer/events/${draft.published.no}`);
	return { draft, preview, wallets };
};

/** Somebody else's draft gets the same 404 as a missing one or a malformed id. */
function throwPageError(failure: unknown): never {
	if (failure instanceof PassaError && [400, 404].includes(failure.status)) error(404, 'not found');
	error(503, 'unavailable');
}
