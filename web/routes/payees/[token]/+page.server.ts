import { error } from '@sveltejs/kit';
import { refused } from '#lib/server/form-refusal.server.ts';
import { platformFor } from '#lib/server/platform.server.ts';
import { signedIn } from '#lib/server/session.server.ts';
import { unwrap } from '#lib/unwrap.ts';
import { PassaError } from '#shared/errors.ts';
import type { Actions, PageServerLoad } from './$types';

/** What a payee is offered; null if the invitation was withdrawn or is too old. */
export const load: PageServerLoad = async (event) => {
	signedIn(event);
	// The link is a secret, as the link to a team is.
	event.setHeaders({ 'referrer-policy': 'same-origin', 'cache-control': 'no-store' });
	const { token } = event.params;
	const invitation = await unwrap(platformFor(event).v1.payees[':token'].$get({ param: { token } })).catch(
		(failure: unknown) => {
			if (failure instanceof PassaError && failure.status < 500) return null;
			error(503, 'unavailable');
		},
	);
	return { token, invitation };
};

export const actions: Actions = {
	hold: async (event) => {
		signedIn(event);
		try {
			const param = { token: event.params.token };
			await unwrap(platformFor(event).v1.payees[':token'].hold.$post({ param }));
			return { held: true };
		} catch (failure) {
			return refused(failure, {});
		}
	},
};
