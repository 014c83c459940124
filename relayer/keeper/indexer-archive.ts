import { z } from 'zod';
import { indexerClient } from '#indexer/client.ts';
import { PassaError } from '#shared/errors.ts';
import type { Archive } from './find-missing-events.ts';

const mostItems = '200';
const eventPage = z.object({
	items: z.array(z.object({ address: z.string(), no: z.number().int().positive() })),
	next: z.string().nullable(),
});
const orderPage = z.object({
	items: z.array(z.object({ id: z.string().regex(/^\d{1,20}$/) })),
	next: z.string().nullable(),
});

/** Events and orders as the indexer at this URL lists them. Throws ARCHIVE_AWAY if it gives no list. */
export function archiveOf(indexerUrl: string): Archive {
	const { v1 } = indexerClient(indexerUrl);
	return {
		async events() {
			const items = await allPages(eventPage, (cursor) =>
				v1.events.$get({ query: { limit: mostItems, ...cursor } }),
			);
			return items.map(({ address, no }) => ({ event: address, no }));
		},
		async orders(event) {
			const items = await allPages(orderPage, (cursor) =>
				v1.events[':event'].orders.$get({ param: { event }, query: { limit: mostItems, ...cursor } }),
			);
			return items.map(({ id }) => BigInt(id));
		},
	};
}

type Answer = { ok: boolean; status: number; json(): Promise<unknown> };

async function allPages<Item>(
	page: z.ZodType<{ items: Item[]; next: string | null }>,
	read: (cursor: { cursor?: string }) => Promise<Answer>,
): Promise<Item[]> {
	const items: Item[] = [];
	for (let cursor: string | null = null; ; ) {
		const answer: Answer = await read(cursor === null ? {} : { cursor });
		const found = answer.ok ? page.safeParse(await answer.json()) : null;
		if (!found?.success)
			throw new PassaError('ARCHIVE_AWAY', `the indexer gives no list (HTTP ${answer.status})`);
		items.push(...found.data.items);
		cursor = found.data.next;
		if (cursor === null) return items;
	}
}
