import type { EventSummary, EventView, Sales } from '#indexer/client.ts';
import { fromIndexer } from '../server/indexer.server.ts';
import { dayStart, type Numbers, numbersOf } from './numbers.ts';

export type OwnEvent = Pick<EventView, 'no' | 'address' | 'name' | 'startsAt' | 'endsAt'> & {
	numbers: Numbers;
};

/** The newest thirty events that these wallets published, newest first, with their current numbers. `now`: Unix milliseconds. */
export async function ownEvents(wallets: string[], now: number): Promise<OwnEvent[]> {
	const lists = await Promise.all(wallets.map(eventsOf));
	const newest = lists.flat().toSorted((a, b) => b.no - a.no);
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

async function withNumbers({ no }: EventSummary, now: number): Promise<OwnEvent> {
	const from = encodeURIComponent(dayStart(now));
	const [event, today] = await Promise.all([
		fromIndexer<EventView>(`/v1/events/${no}`),
		fromIndexer<{ items: Sales[] }>(`/v1/events/${no}/sales?bucket=day&from=${from}`),
	]);
	const { address, name, startsAt, endsAt } = event;
	return { no, address, name, startsAt, endsAt, numbers: numbersOf(event, today.items) };
}
