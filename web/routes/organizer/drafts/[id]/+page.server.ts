import { error, redirect } from '@sveltejs/kit';
import { platformFor } from '#lib/server/platform.server.ts';
import { organizing } from '#lib/server/session.server.ts';
import { answered } from '#lib/unwrap.ts';
import { PassaError } from '#shared/errors.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
	const { wallets } = organizing(event);
	const param = { id: event.params.id };
	const drafts = platformFor(event).v1.drafts[':id'];
	const [draft, preview] = await Promise.all([
		answered(drafts.$get({ param })),
		answered(drafts.preview.$post({ param })),
	]).catch(refuse);
	if (draft.published) redirect(303, `/organizer/events/${draft.published.no}`);
	return { draft, preview, wallets };
};

/** Another's draft is as little there as one that never was, or an address that names none. */
function refuse(failure: unknown): never {
	if (failure instanceof PassaError && [400, 404].includes(failure.status)) error(404, 'not found');
	error(503, 'unavailable');
}
