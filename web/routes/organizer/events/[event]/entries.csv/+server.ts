import { error } from '@sveltejs/kit';
import { gatesOf, tierNames } from '#lib/organizer/gates-of.server.ts';
import * as m from '#lib/paraglide/messages.js';
import { csvOf } from '#lib/text/csv.ts';
import { unwrap } from '#lib/unwrap.ts';
import type { EntryListView } from '#relayer/client.ts';
import { PassaError } from '#shared/errors.ts';
import type { RequestHandler } from './$types';

/** Every ticket that came in, for a spreadsheet: one row each, and nobody's name. It is whole, or there is none. */
export const GET: RequestHandler = async (visit) => {
	const { event, of, param } = await gatesOf(visit);
	const { items } = await unwrap(of.entries.list.$get({ param })).catch((failure) => {
		if (failure instanceof PassaError) error(503, 'unavailable');
		throw failure;
	});
	const names = new Map(tierNames(event).map(({ index, name }) => [index, name]));
	const heads = [m.vn_csv_ticket(), m.vn_csv_tier(), m.vn_csv_gate(), m.vn_csv_time(), m.vn_csv_way()];
	const rows = items.map((entry) => [
		entry.ticket,
		entry.tier === null ? '' : (names.get(entry.tier) ?? ''),
		entry.gate,
		entry.at,
		wayOf(entry),
	]);
	// The mark lets spreadsheets read it as UTF-8.
	return new Response(`\uFEFF${csvOf([heads, ...rows])}`, {
		headers: {
			'cache-control': 'no-store',
			'content-type': 'text/csv; charset=utf-8',
			'content-disposition': `attachment; filename="entries-${event.no}.csv"`,
		},
	});
};

/** How somebody came in: by the pass, alone at an offline gate, by a printed code, or because a supervisor said so. */
function wayOf({ decidedBy, shownAs }: EntryListView['items'][number]): string {
	if (decidedBy === 'supervisor') return m.vn_way_supervisor();
	if (shownAs === 'static') return m.vn_way_printed();
	return decidedBy === 'device' ? m.vn_way_offline() : m.vn_way_pass();
}
