import { readOrders } from '#lib/organizer/event-orders.server.ts';
import { findOrders, orderGroups } from '#lib/organizer/event-orders.ts';
import type { PageServerLoad } from './$types';

const mostShown = 200;
const mostLetters = 100;

/** The orders of an event that meet a search, for its team. */
export const load: PageServerLoad = async (request) => {
	const { searchParams } = request.url;
	const q = (searchParams.get('q') ?? '').trim().slice(0, mostLetters);
	const { event, rows, byPhone, mpesa } = await readOrders(request, request.params.event, q);
	const group = orderGroups.find((each) => each === searchParams.get('state')) ?? null;
	const asked = searchParams.get('tier');
	const tier = event.tiers.find(({ index }) => String(index) === asked)?.index ?? null;
	const found = findOrders(rows, { q, group, tier }, byPhone);
	return {
		event: {
			no: event.no,
			name: event.name,
			tiers: event.tiers.map(({ index, name, face }) => ({ index, name, face })),
		},
		search: { q, group, tier },
		rows: found.slice(0, mostShown),
		count: found.length,
		all: rows.length,
		mpesa,
	};
};
