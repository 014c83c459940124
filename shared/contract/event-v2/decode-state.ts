import { PassaError } from '#shared/errors.ts';
import { type DecodedState, noPowers, type Powers, type StateEntries } from '../event-version.ts';
import { decodeConfig } from './config.ts';
import { decodeCounters } from './counters.ts';
import { flags } from './flags.ts';
import { decodePaid } from './paid.ts';
import { decodePowers } from './powers.ts';
import { decodeTerms } from './terms.ts';

/** Throws COUNTERS_LAYOUT_UNKNOWN, ENTRY_UNEXPECTED. */
export function decodeState({ instance, counters: packed, paid, state }: StateEntries): DecodedState {
	const counters = decodeCounters(packed);
	const terms = {
		...decodeTerms(instance.get('Terms')),
		terms_version: counters.termsVersion,
		splits_version: counters.splitsVersion,
	};
	return {
		config: decodeConfig(instance.get('Config')),
		terms,
		counters,
		paid: decodePaid(paid, terms.payees.length),
		powers: powersOf(state, counters.flags),
	};
}

const written = flags.cancelled | flags.frozen | flags.redirected | flags.window;

/** A node that leaves the entry out must not hide a freeze, or where a payee's money goes. */
function powersOf(state: unknown, set: number): Powers {
	if (state !== undefined) return decodePowers(state);
	if ((set & written) === 0) return structuredClone(noPowers);
	throw new PassaError(
		'ENTRY_UNEXPECTED',
		`The event's state is missing, though its flags (${set}) name it.`,
	);
}
