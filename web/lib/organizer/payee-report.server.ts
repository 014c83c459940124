import { error, type RequestEvent } from '@sveltejs/kit';
import type { Earning, EventView, PayoutView } from '#indexer/client.ts';
import { type Acting, actingFor } from '../server/acting.server.ts';
import { heldRoutes } from '../server/held.server.ts';
import { fromIndexer } from '../server/indexer.server.ts';
import { unwrap } from '../unwrap.ts';

type List<T> = { items: T[]; next?: string | null };

/** Where a person, or the team that they act for, is paid: wallets, and the account that Passa holds for the person. */
async function addressesOf(visit: RequestEvent): Promise<string[]> {
	const acting: Acting = actingFor(visit);
	if (!acting.own) {
		if (!acting.may.includes('money.read') || acting.events !== null) error(404, 'not found');
		return acting.wallets;
	}
	// Without the relayer nobody has a held account that could be read.
	const held = await unwrap((await heldRoutes(visit)).$get()).catch(() => null);
	return [...new Set([...acting.wallets, ...(held?.held ? [held.held.address] : [])])];
}

/** What the account acted for earns, in all events: newest first. */
export async function earningsOf(visit: RequestEvent): Promise<Earning[]> {
	visit.setHeaders({ 'cache-control': 'no-store' });
	const lists = await Promise.all(
		(await addressesOf(visit)).map((address) =>
			fromIndexer<List<Earning>>(`/v1/payees/${encodeURIComponent(address)}`),
		),
	);
	return lists.flatMap(({ items }) => items).toSorted((a, b) => b.eventNo - a.eventNo);
}

/** Its part of one event, with every payout. 404 if it has none. */
export async function payeePart(visit: RequestEvent & { params: { event: string } }) {
	const mine = await earningsOf(visit);
	const event = await fromIndexer<EventView>(`/v1/events/${encodeURIComponent(visit.params.event)}`);
	const shares = mine.filter(({ eventNo }) => eventNo === event.no);
	if (shares.length === 0) error(404, 'not found');
	const indexes = new Set(shares.map(({ index }) => index));
	const addresses = [...new Set(shares.map(({ address }) => address))];
	const lists = await Promise.all(addresses.map((address) => payoutsTo(address, event.no)));
	const payouts = lists.flat().filter(({ payee }) => payee !== null && indexes.has(payee));
	return { event, shares, payouts };
}

async function payoutsTo(address: string, no: number): Promise<PayoutView[]> {
	const found: PayoutView[] = [];
	for (let cursor: string | null = ''; cursor !== null; ) {
		const query: URLSearchParams = new URLSearchParams({ limit: '200', ...(cursor ? { cursor } : {}) });
		const page: List<PayoutView> = await fromIndexer(
			`/v1/payees/${encodeURIComponent(address)}/payouts?${query}`,
		);
		found.push(...page.items.filter(({ eventNo }) => eventNo === no));
		cursor = page.next ?? null;
	}
	return found;
}
