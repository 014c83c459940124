import { error, redirect } from '@sveltejs/kit';
import { actFor } from '#lib/server/acting.server.ts';
import { refused } from '#lib/server/form-refusal.server.ts';
import { platformFor } from '#lib/server/platform.server.ts';
import { signedIn } from '#lib/server/session.server.ts';
import { unwrap } from '#lib/unwrap.ts';
import { PassaError } from '#shared/errors.ts';
import type { Actions, PageServerLoad } from './$types';

/** What an invitation offers; null if it was used, withdrawn or is too old. */
export const load: PageServerLoad = async (event) => {
	signedIn(event);
	// The link is a secret: no other site learns it from a referrer, and no cache keeps the page. Not `no-referrer`: forms
	// would then be sent without an origin, and refused.
	event.setHeaders({ 'referrer-policy': 'same-origin', 'cache-control': 'no-store' });
	const param = { token: event.params.token };
	const invitation = await unwrap(platformFor(event).v1.invitations[':token'].$get({ param })).catch(
		(failure: unknown) => {
			if (failure instanceof PassaError && failure.status < 500) return null;
			error(503, 'unavailable');
		},
	);
	return { invitation };
};

export const actions: Actions = {
	accept: async (event) => {
		signedIn(event);
		try {
			const param = { token: event.params.token };
			const { account } = await unwrap(platformFor(event).v1.invitations[':token'].accept.$post({ param }));
			actFor(event, account);
		} catch (failure) {
			return refused(failure, {});
		}
		redirect(303, '/organizer');
	},
};
