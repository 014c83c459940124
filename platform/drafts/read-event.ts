import type { IndexerClient } from '#indexer/client.ts';
import { PassaError } from '#shared/errors.ts';

export type EventFacts = { no: number; address: string; organizer: string; metadata: { hash: string } };

export type ReadEventError = PassaError<'INDEXER_UNREACHABLE' | 'EVENT_NOT_INDEXED'>;

/** An event as the indexer knows it, by its address or number. Throws ReadEventError. */
export async function readEvent(indexer: IndexerClient, wanted: string): Promise<EventFacts> {
	const answer = await indexer.v1.events[':event']
		.$get({ param: { event: wanted }, query: {} })
		.catch((cause) => {
			throw new PassaError('INDEXER_UNREACHABLE', 'This could not be checked now. Try again.', {
				status: 503,
				cause,
			});
		});
	if (answer.status === 200) return answer.json();
	if (answer.status === 404) {
		throw new PassaError('EVENT_NOT_INDEXED', 'That event is not known yet. Try again in a few seconds.', {
			status: 404,
		});
	}
	throw new PassaError('INDEXER_UNREACHABLE', 'This could not be checked now. Try again.', { status: 503 });
}
