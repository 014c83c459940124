import * as m from '#lib/paraglide/messages.js';
import type { DraftProblem } from '#platform/client.ts';
import {
	type DraftNumberFault,
	type DraftNumberField,
	draftTextRule,
	mostFreezeHours,
	mostReleaseDays,
	mostResaleCapBps,
	mostResales,
} from '#shared/draft-fields.ts';
import { entryOf } from '../text/entry-of.ts';
import { isolateBidi } from '../text/isolate-bidi.ts';
import { payeeRefusalWords } from '../text/payee-refusal-words.ts';

const words = {
	NAME_MISSING: m.prob_NAME_MISSING,
	NAME_INVALID: m.prob_NAME_INVALID,
	LINEUP_TOO_LONG: m.prob_LINEUP_TOO_LONG,
	PLACE_INVALID: m.dr_map_wrong,
	SHARE_TOO_LARGE: m.prob_SHARE_TOO_LARGE,
	COMMISSION_OVER_SHARE: m.prob_COMMISSION_OVER_SHARE,
	VENUE_MISSING: m.prob_VENUE_MISSING,
	CITY_MISSING: m.prob_CITY_MISSING,
	PLACE_INCOMPLETE: m.prob_PLACE_INCOMPLETE,
	START_MISSING: m.prob_START_MISSING,
	END_MISSING: m.prob_END_MISSING,
	TIME_INVALID: m.prob_TIME_INVALID,
	EVENT_IN_PAST: m.prob_EVENT_IN_PAST,
	EVENT_TIMES_INVALID: m.prob_EVENT_TIMES_INVALID,
	NO_TIERS: m.prob_NO_TIERS,
	TOO_MANY_TIERS: m.prob_TOO_MANY_TIERS,
	TIER_NAME_MISSING: m.prob_TIER_NAME_MISSING,
	PRICE_MISSING: m.prob_PRICE_MISSING,
	PRICE_NOT_POSITIVE: m.prob_PRICE_NOT_POSITIVE,
	PRICE_NOT_EXACT: m.prob_PRICE_NOT_EXACT,
	PRICE_OFF_RATE: m.prob_PRICE_OFF_RATE,
	OVER_MPESA_LIMIT: m.prob_OVER_MPESA_LIMIT,
	FACE_PRICE_INVALID: m.prob_FACE_PRICE_INVALID,
	PRICE_TOO_HIGH: m.prob_PRICE_TOO_HIGH,
	CAPACITY_MISSING: m.prob_CAPACITY_MISSING,
	CAPACITY_ZERO: m.prob_CAPACITY_ZERO,
	QUOTA_MISSING: m.prob_QUOTA_MISSING,
	QUOTA_OVER_CAPACITY: m.prob_QUOTA_OVER_CAPACITY,
	ORDER_LIMIT_INVALID: m.prob_ORDER_LIMIT_INVALID,
	SALE_WINDOW_INVALID: m.prob_SALE_WINDOW_INVALID,
	SALE_OVER: m.prob_SALE_OVER,
	PAYEE_COUNT_INVALID: m.prob_PAYEE_COUNT_INVALID,
	PAYEE_NAME_MISSING: m.prob_PAYEE_NAME_MISSING,
	PAYEE_NAME_OURS: m.prob_PAYEE_NAME_OURS,
	ORGANIZER_NOT_FIRST: m.prob_ORGANIZER_NOT_FIRST,
	SHARE_ZERO: m.prob_SHARE_ZERO,
	ORGANIZER_WALLET_UNKNOWN: m.prob_ORGANIZER_WALLET_UNKNOWN,
	PAYEE_ADDRESS_MISSING: m.prob_PAYEE_ADDRESS_MISSING,
	PAYEE_ADDRESS_INVALID: m.prob_PAYEE_ADDRESS_INVALID,
	PAYEE_IS_PAYOUTS: m.prob_PAYEE_IS_PAYOUTS,
	PAYEE_TWICE: m.prob_PAYEE_TWICE,
	...payeeRefusalWords,
	PAYEE_UNCHECKED: m.prob_PAYEE_UNCHECKED,
	PAYEE_MEMO_REQUIRED: m.prob_PAYEE_MEMO_REQUIRED,
	PAYEE_NEARLY_FULL: m.prob_PAYEE_NEARLY_FULL,
	PAYEE_CONTRACT_UNKNOWN: m.prob_PAYEE_CONTRACT_UNKNOWN,
	SPLITS_NOT_WHOLE: m.prob_SPLITS_NOT_WHOLE,
	CONSENT_OF_HELD: m.prob_CONSENT_OF_HELD,
	RESERVE_TOO_SMALL: m.prob_RESERVE_TOO_SMALL,
	POLICY_INVALID: m.prob_POLICY_INVALID,
	PRICE_TOO_LOW: m.prob_PRICE_TOO_LOW,
	EVENT_TOO_FAR: m.prob_EVENT_TOO_FAR,
	DOORS_AFTER_START: m.prob_DOORS_AFTER_START,
	REFUNDS_NEED_RESERVE: m.prob_REFUNDS_NEED_RESERVE,
	REFUNDS_TOO_LATE: m.prob_REFUNDS_TOO_LATE,
	PICTURE_GONE: m.prob_PICTURE_GONE,
	PICTURE_UNDESCRIBED: m.prob_PICTURE_UNDESCRIBED,
};

/** Problems that name the payee. */
const named = {
	PAYEE_WAITING: m.prob_PAYEE_WAITING,
	PAYEE_NOT_INVITED: m.prob_PAYEE_NOT_INVITED,
	PAYEE_HOLD_UNAVAILABLE: m.prob_PAYEE_HOLD_UNAVAILABLE,
};

const numbers = {
	NUMBER_MISSING: m.prob_NUMBER_MISSING,
	NUMBER_UNREADABLE: m.prob_NUMBER_UNREADABLE,
	NUMBER_NEGATIVE: m.prob_NUMBER_NEGATIVE,
	NUMBER_NOT_WHOLE: m.prob_NUMBER_NOT_WHOLE,
	NUMBER_AMBIGUOUS: m.prob_NUMBER_AMBIGUOUS,
} satisfies Record<Exclude<DraftNumberFault, 'NUMBER_TOO_LARGE'>, () => string>;

const most: Partial<Record<DraftNumberField, string>> = {
	'payees.bps': '100',
	'policy.reserveBps': '100',
	'policy.commissionCapBps': '100',
	'policy.royaltyBps': '100',
	'policy.resaleCapBps': String(mostResaleCapBps / 100),
	'policy.resaleLimit': String(mostResales),
	'policy.releaseDays': String(mostReleaseDays),
	'policy.freezeHours': String(mostFreezeHours),
};

const isShare = (field: string): boolean => field.endsWith('Bps') || field.endsWith('.bps');

/** Why what was typed is no value of a field for numbers, and what to do. */
export function numberWords(fault: DraftNumberFault, field: DraftNumberField): string {
	if (fault === 'NUMBER_TOO_LARGE') {
		const limit = most[field];
		return limit === undefined ? m.prob_NUMBER_TOO_LARGE() : m.prob_NUMBER_OVER({ most: limit });
	}
	return fault === 'NUMBER_UNREADABLE' && isShare(field) ? m.dr_share_wrong() : numbers[fault]();
}

const isNumberFault = (code: string): code is DraftNumberFault =>
	code === 'NUMBER_TOO_LARGE' || Object.hasOwn(numbers, code);

/** What is wrong or missing, in the reader's language; an unknown problem keeps the platform's own words. */
export function problemWords({ path, code, message, name }: DraftProblem): string {
	const ofPayee = entryOf(named, code);
	if (ofPayee)
		return ofPayee({ name: isolateBidi(name || m.dr_payee_no({ no: Number(path.split('.')[1]) + 1 })) });
	if (code === 'TEXT_TOO_LONG') return m.prob_TEXT_TOO_LONG({ most: draftTextRule(path)?.most ?? 0 });
	if (isNumberFault(code)) return numberWords(code, path.replace(/\.\d+/g, '') as DraftNumberField);
	return entryOf(words, code)?.() ?? message;
}
