import type { EventState } from '#shared/chain/state/event-state.ts';
import { flags } from '#shared/contract/event-v2/flags.ts';
import type { EventRow } from '../models/tiers.ts';

/** Times in Unix seconds. */
type Closing = Pick<EventRow, 'closed' | 'closedUntil'>;

/**
 * Why the contract sells nothing of an event at this time, as it decides itself: contracts/event/src/clock.rs. A batch that
 * lands meanwhile serves nobody.
 */
export function closingOf(
	{ counters, terms, powers }: Pick<EventState, 'counters' | 'terms' | 'powers'>,
	now: bigint,
): Closing {
	const everybody = (1 << terms.payees.length) - 1;
	if (counters.cancelled) return { closed: 'CANCELLED', closedUntil: null };
	if (now < powers.frozenUntil) return { closed: 'FROZEN', closedUntil: powers.frozenUntil };
	if (counters.flags & (flags.pausedByOrganizer | flags.pausedByRegistry))
		return { closed: 'PAUSED', closedUntil: null };
	if (terms.policy.consent && counters.consents !== everybody)
		return { closed: 'CONSENT_MISSING', closedUntil: null };
	return { closed: null, closedUntil: null };
}
