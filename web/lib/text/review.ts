import * as m from '#lib/paraglide/messages.js';
import { kes, usdc } from './money.ts';

type Words = () => string;

const reasons: Record<string, Words> = {
	AMOUNT_WRONG: m.case_AMOUNT_WRONG,
	CONTRADICTION: m.case_CONTRADICTION,
	NO_RECEIPT: m.case_NO_RECEIPT,
	UNCONFIRMED: m.case_UNCONFIRMED,
	PULL_GAP: m.case_PULL_GAP,
	REFERENCE_UNKNOWN: m.case_REFERENCE_UNKNOWN,
	SECOND_RECEIPT: m.case_SECOND_RECEIPT,
	RECEIPT_TAKEN: m.case_RECEIPT_TAKEN,
	LATE_MONEY: m.case_LATE_MONEY,
	RECEIPT_MISSING: m.case_RECEIPT_MISSING,
	RECEIPT_DIFFERS: m.case_RECEIPT_DIFFERS,
	NOT_PULLED: m.case_NOT_PULLED,
	LANDED_ASTRAY: m.case_LANDED_ASTRAY,
	PULL_ROW_STRANGE: m.case_PULL_ROW_STRANGE,
	PULL_ROW_FAILED: m.case_PULL_ROW_FAILED,
	PULL_STALE: m.case_PULL_STALE,
	SETTLE_STUCK: m.case_SETTLE_STUCK,
	LANDED_OTHER: m.case_LANDED_OTHER,
	BOUND_BEFORE: m.case_BOUND_BEFORE,
	REFUND_FAILED: m.case_REFUND,
	REFUND_NO_RESULT: m.case_REFUND,
	REFUND_REFUSED: m.case_REFUND,
	REFUND_UNCONFIRMED: m.case_REFUND,
};

/** Why a case was opened, in a sentence. Its code stands beside it. */
export const reasonWords = (code: string): string => (reasons[code] ?? m.case_other)();

const kinds: Record<string, Words> = {
	push: m.heard_push,
	callback: m.heard_callback,
	query: m.heard_query,
	statement: m.heard_pull,
	notice: m.heard_c2b,
	'refund-status': m.heard_status,
	refund: m.heard_reversal,
	'statement-unreadable': m.heard_pull_strange,
	'unknown-callback': m.heard_unknown_callback,
};

export const heardWords = (kind: string): string => kinds[kind]?.() ?? kind;

/** What we asked for ourselves: it corroborates, where the rest only proposes. */
export const isOurs = (kind: string): boolean =>
	['query', 'statement', 'statement-unreadable', 'refund-status'].includes(kind);

const entries: Record<string, Words> = {
	received: m.booked_received,
	issued: m.booked_issued,
	refunded: m.booked_refunded,
};
export const entryWords = (kind: string): string => entries[kind]?.() ?? kind;

const accounts: Record<string, Words> = {
	mpesa: m.account_mpesa,
	buyers: m.account_buyers,
	treasury: m.account_treasury,
	exchange: m.account_exchange,
};
export const accountWords = (account: string): string => accounts[account]?.() ?? account;

/** A journal line's amount without its sign: "KES 2,500", "19.38 USDC". */
export function sumWords(currency: string, amount: string): string {
	const size = amount.replace('-', '');
	return currency === 'KES' ? kes(size) : `${usdc(size)} ${currency}`;
}

const refusals: Record<string, Words> = {
	REVIEW_DECIDED: m.err_REVIEW_DECIDED,
	NO_PAYMENT: m.err_NO_PAYMENT,
	MONEY_WAITS: m.err_MONEY_WAITS,
	REFUND_TRIED: m.err_REFUND_TRIED,
	DECISION_IMPOSSIBLE: m.err_DECISION_IMPOSSIBLE,
	NOTE_MISSING: m.err_NOTE_MISSING,
};
export const refusalWords = (code: string, message: string): string =>
	refusals[code]?.() ?? m.err_other({ message });
