import type { IndexerClient } from '#indexer/client.ts';
import type { Clock } from '#shared/clock.ts';
import { PassaError } from '#shared/errors.ts';

export type RunningEventsDeps = { indexer: IndexerClient; clock: Clock };

export type RunningEventsError = PassaError<'INDEXER_UNREACHABLE'>;

const unreachable = (cause?: unknown) =>
	new PassaError('INDEXER_UNREACHABLE', 'This could not be checked now. Try again.', { status: 503, cause });

/** Numbers of the events that a wallet published and that are not over. Throws RunningEventsError. */
export async function runningEvents(
	{ indexer, clock }: RunningEventsDeps,
	wallet: string,
): Promise<number[]> {
	const from = new Date(clock.now()).toISOString();
	const numbers: number[] = [];
	for (let cursor: string | undefined; ; ) {
		const query = { organizer: wallet, from, limit: '100', ...(cursor ? { cursor } : {}) };
		const answer = await indexer.v1.events.$get({ query }).catch((cause) => {
			throw unreachable(cause);
		});
		if (answer.status !== 200) throw unreachable();
		const page = await answer.json();
		numbers.push(...page.items.map(({ no }) => no));
		if (page.next === null) return numbers;
		cursor = page.next;
	}
}
