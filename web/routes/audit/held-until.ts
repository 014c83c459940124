import { longDate, timeOf } from '#lib/text/time.ts';
import type { EventState } from '#shared/chain/state/event-state.ts';

type Held = Pick<EventState, 'powers'> & {
	counters: Pick<EventState['counters'], 'cancelled'>;
	terms: { policy: Pick<EventState['terms']['policy'], 'reserve_bps' | 'release_at'> };
};

/**
 * When what is held back is paid, in words: at the policy's release, or at the end of a freeze that lasts longer. Null where no such
 * day is known: nothing is held for a time, or a cancel gave the money to buyers.
 */
export function heldUntil({ counters, powers, terms }: Held, locale: string): string | null {
	const { reserve_bps, release_at } = terms.policy;
	if (counters.cancelled || reserve_bps === 0) return null;
	let seconds = release_at;
	if (powers.frozenUntil > seconds) seconds = powers.frozenUntil;
	// A contract takes any u64, a date does not.
	if (seconds > 253_402_300_799n) return null;
	const iso = new Date(Number(seconds) * 1000).toISOString();
	return `${longDate(iso, locale)}, ${timeOf(iso, locale)}`;
}
