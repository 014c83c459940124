import * as m from '#lib/paraglide/messages.js';
import { dateOf, timeOf } from '#lib/text/time.ts';
import type { AllowedAction, TicketActionKind, WhyNot } from './allowed-actions.ts';

export const actionNames: Record<TicketActionKind, () => string> = {
	send: m.ta_send,
	sell: m.ta_sell,
	unlist: m.ta_unlist,
	refund: m.ta_refund,
};

const offWords: Record<TicketActionKind, () => string> = {
	send: m.ta_off_send,
	sell: m.ta_off_sell,
	unlist: m.ta_off_sell,
	refund: m.ta_off_refund,
};

const reasons: Record<Exclude<WhyNot, 'off' | 'frozen' | 'funding'>, () => string> = {
	used: m.ta_why_used,
	returned: m.ta_why_returned,
	kept: m.ta_why_kept,
	listed: m.ta_why_listed,
	'only-resale': m.ta_why_only_resale,
	over: m.ta_why_over,
	complimentary: m.ta_why_complimentary,
	limit: m.ta_why_limit,
	cancelled: m.ta_why_cancelled,
	payer: m.ta_why_payer,
};

const momentOf = (iso: string, locale: string): string => `${dateOf(iso, locale)}, ${timeOf(iso, locale)}`;

/** Until when it is possible, or why it is not. */
export function whenWords({ action, until, why, paused }: AllowedAction, locale: string): string {
	const when = until === null ? '' : momentOf(until, locale);
	if (why === 'off') return offWords[action]();
	if (why === 'frozen') return m.ta_why_frozen({ when });
	if (why === 'funding') return m.ta_why_funding({ when });
	if (why !== null) return reasons[why]();
	const time = until === null ? m.ta_always() : m.ta_until({ when });
	return paused ? `${time} ${m.ta_paused()}` : time;
}
