import { error } from '@sveltejs/kit';
import { backupTickets } from '#lib/organizer/backup-list.ts';
import { chainOrders } from '#lib/organizer/event-orders.server.ts';
import { gatesOf, tierNames } from '#lib/organizer/gates-of.server.ts';
import { unwrap } from '#lib/unwrap.ts';
import { PassaError } from '#shared/errors.ts';
import type { PageServerLoad } from './$types';

/** A list for each gate, for an evening without any network. It is read now, and says so. */
export const load: PageServerLoad = async (visit) => {
	visit.setHeaders({ 'cache-control': 'no-store' });
	const { event, of, param } = await gatesOf(visit);
	const [orders, { gates }, { items }] = await Promise.all([
		chainOrders(event.address),
		unwrap(of.gates.$get({ param })),
		unwrap(of.entries.list.$get({ param })),
	]).catch((failure) => {
		if (failure instanceof PassaError) error(503, 'unavailable');
		throw failure;
	});
	const entries = new Map(items.map(({ ticket, at }) => [ticket, at]));
	const sold = event.tiers.reduce((all, tier) => all + tier.sold, 0);
	const { no, name, startsAt, endsAt } = event;
	return {
		event: { no, name, startsAt, endsAt },
		tiers: tierNames(event),
		gates: gates.map(({ id, name, tiers }) => ({ id, name, list: backupTickets(orders, tiers, entries) })),
		// A list that left people out would be worse than none.
		isWhole: backupTickets(orders, null, entries).length >= sold,
		madeAt: new Date().toISOString(),
	};
};
