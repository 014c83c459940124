import { z } from 'zod';
import { indexerClient } from '#indexer/client.ts';
import { PassaError } from '#shared/errors.ts';

export type PlaceError = PassaError<'PLACE_UNREAD'>;

/** Where an event takes place since the entry `n` of its log; null: its document names no place. Throws PLACE_UNREAD while nobody knows. */
export type Places = (event: string, n: bigint) => Promise<string | null>;

const eventShape = z.object({
	n: z.string().regex(/^\d{1,20}$/),
	metadata: z.object({
		state: z.string(),
		document: z.object({ venue: z.object({ name: z.string(), city: z.string() }) }).nullable(),
	}),
});
const timeoutMilliseconds = 5_000;
const mostOfPlace = 200;

/** By the document that the indexer at this URL has verified. */
export function indexedPlaces(indexerUrl: string): Places {
	const { v1 } = indexerClient(indexerUrl, {
		fetch: (input, init) => fetch(input, { ...init, signal: AbortSignal.timeout(timeoutMilliseconds) }),
	});
	return async (event, n) => {
		const answer = await v1.events[':event'].$get({ param: { event }, query: {} }).catch((cause) => {
			throw unread(cause);
		});
		const found = answer.ok ? eventShape.safeParse(await answer.json()) : null;
		if (!found?.success || BigInt(found.data.n) < n || found.data.metadata.state === 'pending')
			throw unread();
		const venue = found.data.metadata.document?.venue;
		return venue ? `${venue.name}, ${venue.city}`.slice(0, mostOfPlace).toWellFormed() : null;
	};
}

const unread = (cause?: unknown): PlaceError =>
	new PassaError('PLACE_UNREAD', 'The new place cannot be read yet.', { status: 503, cause });
