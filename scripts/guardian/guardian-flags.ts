import type { GuardianAct } from '#shared/chain/submit/guardian-act.ts';
import { PassaError } from '#shared/errors.ts';
import { wholeNumber } from '../flags.ts';

export const guardianActs = ['pause', 'resume', 'freeze', 'cancel', 'disable-relayer'] as const;

const mostHours = 7 * 24;

/** `event`: the contract's address; null for what concerns no event. Throws FLAGS_INVALID. */
export function guardianAct(
	act: GuardianAct['do'],
	event: string | null,
	hours: string | undefined,
): GuardianAct {
	if (act === 'disable-relayer') return { do: act };
	if (event === null) throw new PassaError('FLAGS_INVALID', '--event must be an event number or address');
	if (act !== 'freeze') return { do: act, event };
	if (hours === undefined) throw new PassaError('FLAGS_INVALID', '--hours must be given');
	return { do: act, event, seconds: BigInt(wholeNumber('hours', hours, 1, mostHours)) * 3600n };
}
