import { safeNext } from '#lib/account/safe-next.ts';
import { formOf } from '#lib/server/form-of.ts';
import { refused } from '#lib/server/form-refusal.server.ts';
import { heldRoutes } from '#lib/server/held.server.ts';
import { platformFor } from '#lib/server/platform.server.ts';
import { signedIn } from '#lib/server/session.server.ts';
import { unwrap } from '#lib/unwrap.ts';
import { PassaError } from '#shared/errors.ts';
import type { Actions, PageServerLoad, RequestEvent } from './$types';

export const load: PageServerLoad = async (event) => {
	const { wallets } = signedIn(event);
	event.setHeaders({ 'cache-control': 'no-store' });
	const { me } = platformFor(event).v1;
	const [held, { items }, { strong }, { identities }, reset] = await Promise.all([
		heldOf(event),
		unwrap(me.passkeys.$get()),
		unwrap(me.factors.$get()),
		unwrap(me.$get()),
		unwrap(me['factor-reset'].$get()),
	]);
	const next = event.url.searchParams.get('next');
	return {
		...{ held, passkeys: items, strong, wallets, reset },
		/** Whether anybody would be told of what is done to the account. */
		reached: identities.some(({ kind }) => kind !== 'wallet'),
		next: next === null ? null : safeNext(next, '/account'),
	};
};

/** `unavailable`: nothing can be said now. */
async function heldOf(event: RequestEvent) {
	try {
		const { held } = await unwrap((await heldRoutes(event)).$get());
		return { unavailable: false as const, account: held };
	} catch (error) {
		if (error instanceof PassaError) return { unavailable: true as const, account: null };
		throw error;
	}
}

export const actions: Actions = {
	remove: async (event) => {
		const address = String((await formOf(event.request)).get('address') ?? '');
		try {
			await unwrap((await heldRoutes(event)).addresses[':address'].$delete({ param: { address } }));
			return { removed: true };
		} catch (error) {
			return refused(error, {});
		}
	},
	open: async (event) => {
		try {
			await unwrap((await heldRoutes(event)).open.$post());
			return { opened: true };
		} catch (error) {
			return refused(error, {});
		}
	},
};
