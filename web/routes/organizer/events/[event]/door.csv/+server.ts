import { error } from '@sveltejs/kit';
import { readOrders } from '#lib/organizer/event-orders.server.ts';
import { doorRows } from '#lib/organizer/event-orders.ts';
import * as m from '#lib/paraglide/messages.js';
import { csvOf } from '#lib/text/csv.ts';
import type { RequestHandler } from './$types';

/** The door list for a spreadsheet. It is whole, or there is none. */
export const GET: RequestHandler = async (request) => {
	const { event, rows, mpesa } = await readOrders(request, request.params.event);
	if (!mpesa) error(503, 'unavailable');
	const names = new Map(event.tiers.map(({ index, name }) => [index, name]));
	const list = doorRows(rows, (tier) => names.get(tier) ?? String(tier + 1));
	const heads = [m.door_who(), m.door_code(), m.door_tier(), m.door_order(), m.door_ticket()];
	const lines = list.map(({ who, code, tier, order, ticket }) => [who, code, tier, order, ticket]);
	// The mark lets spreadsheets read it as UTF-8.
	return new Response(`\uFEFF${csvOf([heads, ...lines])}`, {
		headers: {
			'content-type': 'text/csv; charset=utf-8',
			'content-disposition': `attachment; filename="door-${event.no}.csv"`,
		},
	});
};
