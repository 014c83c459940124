import type { EmergenciesView, EmergencyErrorCode } from '#relayer/client.ts';
import * as m from '../paraglide/messages.js';
import { entryOf } from '../text/entry-of.ts';
import { type Fault, failureWords } from '../text/failure.ts';
import { isolateBidi } from '../text/isolate-bidi.ts';

type Item = EmergenciesView['items'][number];

const refusals: Record<EmergencyErrorCode, () => string> = {
	EMERGENCY_UNKNOWN: m.em_err_OVER,
	EMERGENCY_OVER: m.em_err_OVER,
	EMERGENCY_TEXT: m.em_err_TEXT,
	SECOND_PERSON_NEEDED: m.em_err_SECOND,
	GATE_AS_IT_WAS: m.em_err_SAME,
	TOO_MANY_EMERGENCIES: m.em_err_MANY,
	GATE_UNKNOWN: m.gp_err_GATE_UNKNOWN,
	GATE_NAMED: m.gp_err_GATE_NAMED,
	TOO_MANY_GATES: m.em_err_MANY,
	TOO_MANY_DEVICES: m.em_err_MANY,
	FORBIDDEN: m.em_err_FORBIDDEN,
};

/** Why nothing happened, and what to do. */
export const emergencyFault = (fault: Fault): string =>
	entryOf(refusals, fault.code)?.() ?? failureWords(fault.code, fault.message);

/** What is proposed, or was done, in a sentence. `nameOfTier`: of a ticket type's number. */
export function emergencyWords(
	{ kind, about, name, tiers, text }: Item,
	nameOfTier: (tier: number) => string,
): string {
	const gate = isolateBidi(about);
	if (kind === 'stop_gate') return m.em_stop_what({ gate });
	if (kind === 'open_gate') return m.em_open_what({ gate });
	if (kind === 'message') return m.em_message_what({ text: text ?? '' });
	const admits =
		tiers === null ? m.em_all_tiers() : tiers.map((tier) => isolateBidi(nameOfTier(tier))).join(', ');
	return m.em_move_what({ gate, name: isolateBidi(name ?? ''), tiers: admits });
}

/** What became of a message: to how many it goes, and how many holders nobody can write to. */
export function outcomeWords({ outcome }: Item): string {
	if (outcome === null) return '';
	const { contacts, without } = outcome;
	const sent = m.em_sent({ count: contacts });
	if (without === null) return `${sent} ${m.em_without_unknown()}`;
	return without === 0 ? sent : `${sent} ${m.em_without({ count: without })}`;
}
