import {
	type EventState,
	type ReadEventStateError,
	readEventState,
} from '#shared/chain/state/event-state.ts';
import { nowOf } from '#shared/clock.ts';
import { PassaError } from '#shared/errors.ts';
import type { PassDeps } from './pass-deps.ts';

/** People come late, and an event may last longer than it says. Seconds. */
const after = 12 * 3600;

export type PassOfEventError = ReadEventStateError | PassaError<'EVENT_OVER' | 'EVENT_CANCELLED'>;

/** An event that passes are given for, and until when they count (Unix seconds). Throws PassOfEventError. */
export async function passOfEvent(
	deps: Pick<PassDeps, 'chain' | 'clock'>,
	event: string,
): Promise<{ state: EventState; expiry: number }> {
	const state = await readEventState(deps.chain.rpcUrl, event);
	if (state.counters.cancelled)
		throw new PassaError('EVENT_CANCELLED', 'This event is cancelled: it has no passes.', { status: 409 });
	const expiry = Number(state.terms.ends_at) + after;
	if (nowOf(deps).getTime() >= expiry * 1000)
		throw new PassaError('EVENT_OVER', 'This event is over.', { status: 409 });
	return { state, expiry };
}
