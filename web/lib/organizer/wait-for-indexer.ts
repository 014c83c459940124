import { PassaError } from '#shared/errors.ts';

const pollMs = 1000;
const maxTries = 45;

/** Waits until the indexer shows an event as of a ledger. Throws NOT_INDEXED. */
export async function waitForIndexer(event: string, ledger: number): Promise<void> {
	for (let attempt = 0; attempt < maxTries; attempt++) {
		const answer = await fetch(`/api/indexer/v1/events/${event}?minLedger=${ledger}`).catch(() => null);
		if (answer?.ok) return;
		await new Promise((done) => setTimeout(done, pollMs));
	}
	throw new PassaError('NOT_INDEXED', 'The event is not shown yet.', { status: 503 });
}
