import type { EventSummary } from '#indexer/client.ts';
import type { RunningEvent } from '../text/running-event.ts';
import { fromIndexer } from './indexer.server.ts';

/** By wallet: what it publishes that is not over; null if the indexer does not say. `now`: Unix milliseconds. */
export async function runningEventsOf(
	wallets: string[],
	publications: string[],
	now: number,
): Promise<Record<string, RunningEvent[] | null>> {
	const found = await Promise.all(wallets.map((wallet) => eventsOf(wallet, now).catch(() => null)));
	return Object.fromEntries(
		wallets.map((wallet, i) => [
			wallet,
			found[i]?.map(({ no, name, address }) => ({ no, name, stays: publications.includes(address) })) ?? null,
		]),
	);
}

async function eventsOf(organizer: string, now: number): Promise<EventSummary[]> {
	const from = new Date(now).toISOString();
	const all: EventSummary[] = [];
	for (let cursor: string | null = ''; cursor !== null; ) {
		const query = new URLSearchParams({ organizer, from, limit: '100', ...(cursor ? { cursor } : {}) });
		type Page = { items: EventSummary[]; next: string | null };
		const page: Page = await fromIndexer<Page>(`/v1/events?${query}`);
		all.push(...page.items);
		cursor = page.next;
	}
	return all;
}

/** The events that a form names to give up, as the platform asks for them. */
export const acceptedIn = (form: FormData): { accepting: string } => ({
	accepting: String(form.get('accepting') ?? ''),
});
