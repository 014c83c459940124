import type { IndexerClient } from '#indexer/client.ts';
import { PassaError } from '#shared/errors.ts';
import type { Metadata } from '#shared/metadata.ts';

export type EventFacts = {
	no: number;
	address: string;
	organizer: string;
	/** ISO 8601. */
	startsAt: string;
	endsAt: string;
	/** Null in version 1. */
	placeHash: string | null;
	tiers: { price: string }[];
	/** `document` is null while it was not read, or has another hash. */
	metadata: { hash: string; document: Metadata | null };
	/** As the contract pays them. */
	payees: { address: string; bps: number }[];
};

export type FindEventError = PassaError<'INDEXER_UNREACHABLE'>;

const unreachable = (cause?: unknown) =>
	new PassaError('INDEXER_UNREACHABLE', 'This could not be checked now. Try again.', { status: 503, cause });

export type ReadEventError = FindEventError | PassaError<'EVENT_NOT_INDEXED'>;

/** An event by number or address; null if the indexer does not know it. Throws FindEventError. */
export async function findEvent(indexer: IndexerClient, wanted: string): Promise<EventFacts | null> {
	const answer = await indexer.v1.events[':event']
		.$get({ param: { event: wanted }, query: {} })
		.catch((cause) => {
			throw unreachable(cause);
		});
	if (answer.status === 200) return answer.json();
	if (answer.status === 404) return null;
	throw unreachable();
}

/** As `findEvent`, for an event that must be there. Throws ReadEventError. */
export async function readEvent(indexer: IndexerClient, wanted: string): Promise<EventFacts> {
	const event = await findEvent(indexer, wanted);
	if (event) return event;
	throw new PassaError('EVENT_NOT_INDEXED', 'That event is not known yet. Try again in a few seconds.', {
		status: 404,
	});
}
