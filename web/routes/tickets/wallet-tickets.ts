import type { TicketView } from '#indexer/client.ts';
import { PassaError } from '#shared/errors.ts';

type Page = { items: TicketView[]; next: string | null };
const perPage = '100';

/** One wallet's tickets, and where the next ones are. */
export type WalletTickets = { owner: string; items: TicketView[]; next: string | null };

/** Of events that are not over, the next one first; or of those that are, the last one first. */
export type Which = 'coming' | 'past';

async function readPage(owner: string, which: Which, cursor: string | null): Promise<Page> {
	const now = new Date().toISOString();
	const query = new URLSearchParams({
		owner,
		limit: perPage,
		...(which === 'coming' ? { from: now } : { before: now, order: 'latest' }),
		...(cursor ? { cursor } : {}),
	});
	const response = await fetch(`/api/indexer/v1/tickets?${query}`);
	if (!response.ok) throw new PassaError('UNAVAILABLE', `HTTP ${response.status}`);
	return (await response.json()) as Page;
}

/** The first tickets of each wallet, as many as were shown before. Throws if one cannot be read. */
export const readTickets = (
	owners: string[],
	which: Which,
	shown: WalletTickets[] = [],
): Promise<WalletTickets[]> =>
	Promise.all(
		owners.map(async (owner) => {
			const before = shown.find((each) => each.owner === owner)?.items.length ?? 0;
			let list: WalletTickets = { owner, ...(await readPage(owner, which, null)) };
			while (list.next && list.items.length < before) list = await withMore(list, which);
			return list;
		}),
	);

async function withMore({ owner, items, next }: WalletTickets, which: Which): Promise<WalletTickets> {
	const page = await readPage(owner, which, next);
	return { owner, items: [...items, ...page.items], next: page.next };
}

/** The same lists with one more page of each that has one. */
export const readMore = (lists: WalletTickets[], which: Which): Promise<WalletTickets[]> =>
	Promise.all(lists.map((list) => (list.next ? withMore(list, which) : list)));
