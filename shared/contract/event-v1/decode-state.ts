import { PassaError } from '#shared/errors.ts';
import type { Config } from '../event.ts';
import { type DecodedState, noPowers, type StateEntries } from '../event-version.ts';
import { big, list, readAs } from '../native-form.ts';
import { decodeCounters } from './counters.ts';
import { config, terms } from './terms.ts';

const refusal = (of: string) => (why: string) => new PassaError('ENTRY_UNEXPECTED', `not ${of}: ${why}`);

/** Throws ENTRY_UNEXPECTED. */
export const decodeConfig = (instance: Map<string, unknown>): Config =>
	readAs(config, instance.get('Config'), refusal("an event's configuration"));

/** Throws COUNTERS_LAYOUT_UNKNOWN, ENTRY_UNEXPECTED. */
export const decodeState = ({ instance, counters, paid }: StateEntries): DecodedState => ({
	config: decodeConfig(instance),
	terms: readAs(terms, instance.get('Terms'), refusal("an event's terms")),
	counters: decodeCounters(counters),
	paid: readAs(list(big), paid, refusal("payees' payouts")),
	powers: structuredClone(noPowers),
});
