import * as m from '#lib/paraglide/messages.js';
import type { EntryAnswer, EntryDetail } from '#shared/gate/entry-answer.ts';
import type { Signal } from './feedback.ts';

const details: Record<EntryDetail, () => string> = {
	FORMAT: m.gt_d_FORMAT,
	OTHER_EVENT: m.gt_d_OTHER_EVENT,
	CERTIFICATE_MISSING: m.gt_d_CERTIFICATE_MISSING,
	ISSUER_UNKNOWN: m.gt_d_ISSUER_UNKNOWN,
	CERTIFICATE_FORGED: m.gt_d_CERTIFICATE_FORGED,
	CERTIFICATE_EARLY: m.gt_d_CERTIFICATE_EARLY,
	CERTIFICATE_ENDED: m.gt_d_CERTIFICATE_ENDED,
	SIGNATURE_WRONG: m.gt_d_SIGNATURE_WRONG,
	STEP_OLD: m.gt_d_STEP_OLD,
	STEP_AHEAD: m.gt_d_STEP_AHEAD,
	EVENT_CANCELLED: m.gt_d_EVENT_CANCELLED,
	TICKET_UNKNOWN: m.gt_d_TICKET_UNKNOWN,
	PASS_ENDED: m.gt_d_PASS_ENDED,
	TICKET_REFUNDED: m.gt_d_TICKET_REFUNDED,
	GATE_STOPPED: m.gt_d_GATE_STOPPED,
	TIER_ELSEWHERE: m.gt_d_TIER_ELSEWHERE,
	OTHER_GATE: m.gt_d_OTHER_GATE,
	TOO_EARLY: m.gt_d_TOO_EARLY,
	TOO_LATE: m.gt_d_TOO_LATE,
	USED: m.gt_d_USED,
	INSIDE: m.gt_d_INSIDE,
	NOT_INSIDE: m.gt_d_NOT_INSIDE,
	LIST_TOO_OLD: m.gt_d_LIST_TOO_OLD,
	FAULT: m.gt_d_FAULT,
};

/** Why somebody was not let in. */
export const detailWords = (detail: EntryDetail): string => details[detail]();

/** How an answer is shown: its colour is never alone. `ask`: a person decides, and it is no "no". */
export type Look = 'admit' | 'used' | 'ask' | 'refuse';

export function lookOf({ success, reason, requiresManualVerification }: EntryAnswer): Look {
	if (success) return 'admit';
	if (requiresManualVerification) return 'ask';
	return reason === 'TICKET_ALREADY_USED' ? 'used' : 'refuse';
}

/** What is heard and felt with it. */
export const signalOf = (look: Look): Signal =>
	look === 'admit' ? 'admit' : look === 'ask' ? 'ask' : 'refuse';

/** The words of an answer, the shortest first. `out`: the person goes out. */
export function answerWords(answer: EntryAnswer, out: boolean, timeOf: (iso: string) => string): string[] {
	const { detail, originalEntry, gate, shownAs } = answer;
	const titles = { admit: out ? m.gt_yes_out : m.gt_yes, used: m.gt_used, ask: m.gt_ask, refuse: m.gt_no };
	const look = lookOf(answer);
	return [
		titles[look](),
		...(detail ? [details[detail]()] : []),
		...(originalEntry ? [m.gt_first({ gate: originalEntry.gate, time: timeOf(originalEntry.at) })] : []),
		...(gate ? [m.gt_other_gate({ gate })] : []),
		...(look === 'ask' ? [m.gt_ask_why()] : []),
		...(look === 'admit' && shownAs === 'static' ? [m.gt_static()] : []),
	];
}
