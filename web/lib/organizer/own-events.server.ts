import type { EventSummary, EventView, Sales } from '#indexer/client.ts';
import { type Acting, publishes } from '../server/acting.server.ts';
import { fromIndexer } from '../server/indexer.server.ts';
import { dayStart, type Numbers, numbersOf } from './event-numbers.ts';

export type OwnEvent = Pick<EventView, 'no' | 'address' | 'name' | 'startsAt' | 'endsAt'> & {
	numbers: Numbers;
};

/** The newest thirty events that an account published, newest first, with their current numbers. `now`: Unix milliseconds. */
export async function ownEvents(acting: Acting, now: number): Promise<OwnEvent[]> {
	const lists = await Promise.all(acting.wallets.map(eventsOf));
	const byWallet = lists.flat().filter((event) => publishes(acting, event));
	// A wallet may have been removed since; its events stay the account's.
	const known = new Set(byWallet.map((event) => event.address));
	const others = acting.publications.filter((address) => !known.has(address)).slice(0, maxEvents);
	const byDraft = await Promise.all(others.map((address) => fromIndexer<EventView>(`/v1/events/${address}`)));
	const newest = [...byWallet, ...byDraft].toSorted((a, b) => b.no - a.no);
	return Promise.all(newest.slice(0, maxEvents).map((event) => withNumbers(event, now)));
}

/** Each event costs two reads. */
const maxEvents = 30;

const eventsOf = async (organizer: string): Promise<EventSummary[]> =>
	(
		await fromIndexer<{ items: EventSummary[] }>(
			`/v1/events?${new URLSearchParams({ organizer, limit: '100' })}`,
		)
	).items;

async function withNumbers({ no }: { no: number }, now: number): Promise<OwnEvent> {
	const from = encodeURIComponent(dayStart(now));
	const [event, today] = await Promise.all([
		fromIndexer<EventView>(`/v1/events/${no}`),
		fromIndexer<{ items: Sales[] }>(`/v1/events/${no}/sales?bucket=day&from=${from}`),
	]);
	const { address, name, startsAt, endsAt } = event;
	return { no, address, name, startsAt, endsAt, numbers: numbersOf(event, today.items) };
}
