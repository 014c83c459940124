import type { EventSummary, EventView, Sales } from '#indexer/client.ts';
import { type Acting, publishes } from '../server/acting.server.ts';
import { fromIndexer } from '../server/indexer.server.ts';
import { dayStart, numbersOf, type OwnEvent } from './event-numbers.ts';
import { inOrder, pageAfter } from './event-pages.ts';

type Listed = Pick<EventView, 'no' | 'address' | 'organizer' | 'startsAt' | 'endsAt'>;

/** Each event costs two reads. */
const perPage = 24;

/**
 * A page of the events that an account published, with their current numbers: coming ones first. `after`: the number of
 * the last event of the page before. `now`: Unix milliseconds.
 */
export async function ownEvents(
	acting: Acting,
	now: number,
	after: string | null,
): Promise<{ events: OwnEvent[]; next: number | null }> {
	const lists = await Promise.all(acting.wallets.map(eventsOf));
	const byWallet: Listed[] = lists.flat().filter((event) => publishes(acting, event));
	// A wallet may have been removed since; its events stay the account's.
	const known = new Set(byWallet.map((event) => event.address));
	const others = acting.publications.filter((address) => !known.has(address));
	const byDraft = await Promise.all(others.map((address) => fromIndexer<EventView>(`/v1/events/${address}`)));
	const page = pageAfter(inOrder([...byWallet, ...byDraft], now), after, perPage);
	return { events: await Promise.all(page.events.map((event) => withNumbers(event, now))), next: page.next };
}

async function eventsOf(organizer: string): Promise<EventSummary[]> {
	const items: EventSummary[] = [];
	for (let cursor: string | null = ''; cursor !== null; ) {
		const query: URLSearchParams = new URLSearchParams({ organizer, limit: '200' });
		if (cursor) query.set('cursor', cursor);
		const page: { items: EventSummary[]; next: string | null } = await fromIndexer(`/v1/events?${query}`);
		items.push(...page.items);
		cursor = page.next;
	}
	return items;
}

async function withNumbers({ no }: { no: number }, now: number): Promise<OwnEvent> {
	const from = encodeURIComponent(dayStart(now));
	const [event, today] = await Promise.all([
		fromIndexer<EventView>(`/v1/events/${no}`),
		fromIndexer<{ items: Sales[] }>(`/v1/events/${no}/sales?bucket=day&from=${from}`),
	]);
	const { address, name, startsAt, endsAt } = event;
	const picture = event.metadata.document?.picture ?? null;
	return { no, address, name, startsAt, endsAt, picture, numbers: numbersOf(event, today.items) };
}
