import { z } from 'zod';
import { indexerClient } from '#indexer/client.ts';
import { PassaError } from '#shared/errors.ts';

const whole = z
	.string()
	.regex(/^\d{1,39}$/)
	.transform(BigInt);
const read = z.object({
	ledger: z.int().positive(),
	items: z.array(
		z.object({
			event: z.string(),
			order: whole,
			index: z.int().min(0).max(31),
			buyer: z.string(),
			owner: z.string(),
			cancelled: z.boolean(),
			complimentary: z.boolean(),
			currency: z.int(),
			face: whole,
			state: z.enum(['valid', 'used', 'refunded']),
		}),
	),
});

/** All tickets of one ledger. */
export type Facts = z.infer<typeof read>;
export type PointTicket = Facts['items'][number];
/** Throws POINTS_UNREAD without a proper answer. */
export type PointFacts = () => Promise<Facts>;

const timeoutMilliseconds = 60_000;

/** What the indexer at this URL says. */
export function indexedFacts(indexerUrl: string): PointFacts {
	const { v1 } = indexerClient(indexerUrl, {
		fetch: (input, init) => fetch(input, { ...init, signal: AbortSignal.timeout(timeoutMilliseconds) }),
	});
	return async () => {
		const unread = (cause?: unknown) =>
			new PassaError('POINTS_UNREAD', 'the indexer does not say what points follow from', { cause });
		const answer = await v1.points.tickets.$get({ query: {} }).catch((cause) => {
			throw unread(cause);
		});
		const found = answer.ok ? read.safeParse(await answer.json()) : null;
		if (!found?.success) throw unread(found?.error);
		return found.data;
	};
}
