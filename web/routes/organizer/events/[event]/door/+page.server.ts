import { readOrders } from '#lib/organizer/event-orders.server.ts';
import { doorRows } from '#lib/organizer/event-orders.ts';
import type { PageServerLoad } from './$types';

/** Who comes, for the door: one line for each ticket, for the event's team. */
export const load: PageServerLoad = async (request) => {
	const { event, rows, mpesa } = await readOrders(request, request.params.event);
	const names = new Map(event.tiers.map(({ index, name }) => [index, name]));
	const list = doorRows(rows, (tier) => names.get(tier) ?? String(tier + 1));
	const { no, name, startsAt, endsAt } = event;
	return {
		event: { no, name, startsAt, endsAt },
		list,
		orders: new Set(list.map(({ order }) => order)).size,
		mpesa,
		madeAt: new Date().toISOString(),
	};
};
