import { gatesOf, tierNames } from '#lib/organizer/gates-of.server.ts';
import { unwrap } from '#lib/unwrap.ts';
import { PassaError } from '#shared/errors.ts';
import type { PageServerLoad } from './$types';

/** What happens at the gates now, for supervisors. `venue`: null while the relayer does not answer. */
export const load: PageServerLoad = async (visit) => {
	visit.setHeaders({ 'cache-control': 'no-store' });
	const { acting, event, of, param } = await gatesOf(visit);
	const venue = await unwrap(of.venue.$get({ param })).catch((failure) => {
		if (failure instanceof PassaError) return null;
		throw failure;
	});
	const sold = new Map(event.tiers.map(({ index, sold }) => [index, sold]));
	const { no, name, startsAt, endsAt } = event;
	return {
		event: { no, name, startsAt, endsAt, stopped: event.stopped },
		tiers: tierNames(event).map((tier) => ({ ...tier, sold: sold.get(tier.index) ?? 0 })),
		venue,
		readsMoney: acting.may.includes('money.read'),
		readAt: new Date().toISOString(),
	};
};
