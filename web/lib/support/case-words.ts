import * as m from '#lib/paraglide/messages.js';
import type {
	AskCaseErrorCode,
	CaseView,
	DecisionErrorCode,
	EvidenceView,
	OrderView,
	RefundReason,
	ReviewReason,
} from '#relayer/client.ts';
import { entryOf } from '../text/entry-of.ts';
import { kes, usdc } from '../text/money.ts';

type Words = () => string;
type Payment = OrderView['payments'][number];

const reasons = {
	AMOUNT_WRONG: m.case_AMOUNT_WRONG,
	CONTRADICTION: m.case_CONTRADICTION,
	NO_RECEIPT: m.case_NO_RECEIPT,
	UNCONFIRMED: m.case_UNCONFIRMED,
	PULL_GAP: m.case_PULL_GAP,
	SECOND_RECEIPT: m.case_SECOND_RECEIPT,
	LATE_MONEY: m.case_LATE_MONEY,
	RECEIPT_TAKEN: m.case_RECEIPT_TAKEN,
	RECEIPT_DIFFERS: m.case_RECEIPT_DIFFERS,
	NOT_PULLED: m.case_NOT_PULLED,
	REFERENCE_UNKNOWN: m.case_REFERENCE_UNKNOWN,
	REFERENCE_DIFFERS: m.case_REFERENCE_DIFFERS,
	MESSAGE_UNREADABLE: m.case_MESSAGE_UNREADABLE,
	HOOK_FLOODED: m.case_HOOK_FLOODED,
	MERCHANT_REFUSED: m.case_MERCHANT_REFUSED,
	PULL_SPAN_UNREAD: m.case_PULL_SPAN_UNREAD,
	PULL_ROW_STRANGE: m.case_PULL_ROW_STRANGE,
	PULL_ROW_FAILED: m.case_PULL_ROW_FAILED,
	PULL_STALE: m.case_PULL_STALE,
	EVENTS_MISSING: m.case_EVENTS_MISSING,
	ENTRIES_EXPIRING: m.case_ENTRIES_EXPIRING,
	REFUND_FAILED: m.case_REFUND_FAILED,
	REFUND_NO_RESULT: m.case_REFUND_NO_RESULT,
	REFUND_REFUSED: m.case_REFUND_REFUSED,
	REFUND_UNCONFIRMED: m.case_REFUND_UNCONFIRMED,
	REFUND_NOT_ON_CHAIN: m.case_REFUND_NOT_ON_CHAIN,
	REFUND_NO_PHONE: m.case_REFUND_NO_PHONE,
	PAID_TWICE: m.case_PAID_TWICE,
	RECEIPT_MISSING: m.case_RECEIPT_MISSING,
	BOUND_BEFORE: m.case_BOUND_BEFORE,
	LANDED_ASTRAY: m.case_LANDED_ASTRAY,
	LANDED_OTHER: m.case_LANDED_OTHER,
	LANDED_ANYWAY: m.case_LANDED_ANYWAY,
	MONEY_REVERSED: m.case_MONEY_REVERSED,
	ASKED: m.case_ASKED,
	SETTLE_STUCK: m.case_SETTLE_STUCK,
	SALES_CLOSED: m.case_SALES_CLOSED,
	BALANCE_FROZEN: m.case_BALANCE_FROZEN,
	TIER_UNKNOWN: m.case_TIER_UNKNOWN,
	OVER_ORDER_LIMIT: m.case_OVER_ORDER_LIMIT,
	EVENT_NOT_OURS: m.case_EVENT_NOT_OURS,
	LANE_UNKNOWN: m.case_LANE_UNKNOWN,
	BATCH_SIZE_INVALID: m.case_BATCH_SIZE_INVALID,
	SEQUENCE_GAP: m.case_SEQUENCE_GAP,
	SIGNATURE_WRONG: m.case_SIGNATURE_WRONG,
	CALL_FAILED: m.case_CALL_FAILED,
	OTHER: m.case_OTHER,
} satisfies Record<ReviewReason, Words>;

/** Why a case was opened, in a sentence. The page shows the code beside it. */
export const reasonWords = (code: string): string => (entryOf(reasons, code) ?? m.case_other)();

const orderStates = {
	held: m.sup_order_held,
	pending: m.sup_order_pending,
	paid: m.sup_order_paid,
	issuing: m.sup_order_issuing,
	issued: m.sup_order_issued,
	failed: m.sup_order_failed,
	expired: m.sup_order_expired,
	refund_due: m.sup_order_refund_due,
	refunded: m.sup_order_refunded,
	review: m.sup_order_review,
} satisfies Record<OrderView['state'], Words>;

const paymentStates = {
	applied: m.sup_payment_applied,
	refund_due: m.sup_payment_refund_due,
	refunded: m.sup_payment_refunded,
	review: m.sup_payment_review,
} satisfies Record<Payment['state'], Words>;

const pushStates = {
	queued: m.sup_push_queued,
	sending: m.sup_push_sending,
	open: m.sup_push_open,
	unknown: m.sup_push_unknown,
	paid: m.sup_push_paid,
	failed: m.sup_push_failed,
	lost: m.sup_push_lost,
} satisfies Record<NonNullable<OrderView['push']>['state'], Words>;

const refundStates = {
	due: m.sup_refund_due,
	sending: m.sup_refund_sending,
	asked: m.sup_refund_asked,
	done: m.sup_refund_done,
	review: m.sup_refund_review,
} satisfies Record<NonNullable<Payment['refund']>['state'], Words>;

const refundReasons = {
	EVENT_OVER: m.sup_back_EVENT_OVER,
	TIER_SOLD_OUT: m.sup_back_TIER_SOLD_OUT,
	LISTING_GONE: m.sup_back_LISTING_GONE,
	LISTING_HELD: m.sup_back_LISTING_HELD,
	LISTING_REFUSED: m.sup_back_LISTING_REFUSED,
	TREASURY_SHORT: m.sup_back_TREASURY_SHORT,
	SECOND_RECEIPT: m.sup_back_SECOND_RECEIPT,
	NOT_SERVED: m.sup_back_NOT_SERVED,
	SALES_CLOSED: m.sup_back_SALES_CLOSED,
	DECIDED: m.sup_back_DECIDED,
	RETURNED_ELSEWHERE: m.sup_back_RETURNED_ELSEWHERE,
	REVERSED: m.sup_back_REVERSED,
	EVENT_CANCELLED: m.sup_back_EVENT_CANCELLED,
	ASKED_BY_BUYER: m.sup_back_ASKED_BY_BUYER,
	ASKED_BY_ORGANIZER: m.sup_back_ASKED_BY_ORGANIZER,
	ASKED_BY_SUPPORT: m.sup_back_ASKED_BY_SUPPORT,
	SOLD_BY_BUYER: m.sup_back_SOLD_BY_BUYER,
} satisfies Record<RefundReason, Words>;

/** An unknown code is shown unchanged: support can look it up. */
const wordsOf =
	(table: Record<string, Words>) =>
	(code: string): string =>
		entryOf(table, code)?.() ?? code;

export const orderStateWords = wordsOf(orderStates);
export const paymentStateWords = wordsOf(paymentStates);
export const pushStateWords = wordsOf(pushStates);
export const refundStateWords = wordsOf(refundStates);
export const refundReasonWords = wordsOf(refundReasons);

export const observationWords = wordsOf({
	push: m.observation_push,
	callback: m.observation_callback,
	query: m.observation_query,
	statement: m.observation_pull,
	notice: m.observation_c2b,
	'refund-status': m.observation_status,
	refund: m.observation_reversal,
	'statement-unreadable': m.observation_pull_strange,
	'statement-reversal': m.observation_pull_reversal,
	'unknown-callback': m.observation_unknown_callback,
	unreadable: m.observation_unreadable,
});

/** Whether an observation answers our own query: such an answer corroborates, anything else only proposes. */
export const isCorroborating = (kind: string): boolean =>
	['query', 'statement', 'statement-unreadable', 'statement-reversal', 'refund-status'].includes(kind);

export const entryWords = wordsOf({
	received: m.booked_received,
	issued: m.booked_issued,
	refunded: m.booked_refunded,
	reversed: m.booked_reversed,
	voided: m.booked_voided,
});

export const accountWords = wordsOf({
	mpesa: m.account_mpesa,
	buyers: m.account_buyers,
	treasury: m.account_treasury,
	exchange: m.account_exchange,
	losses: m.account_losses,
	events: m.account_events,
	wallets: m.account_wallets,
	resales: m.account_resales,
});

/** A journal line's amount without its sign: "KES 2,500", "19.38 USDC". */
export function sumWords(currency: string, amount: string): string {
	const size = amount.replace('-', '');
	return currency === 'KES' ? kes(size) : `${usdc(size)} ${currency}`;
}

type Decision = NonNullable<CaseView['decision']>;

const decisions = {
	issue: m.sup_issue,
	refund: m.sup_refund,
	returned: m.sup_returned,
	'taken-back': m.sup_taken_back,
	nothing: m.sup_nothing,
} satisfies Record<Decision, Words>;

export const decisionWords = wordsOf(decisions);

export const actWords = wordsOf({
	opened: m.act_opened,
	proposed: m.act_proposed,
	confirmed: m.act_confirmed,
	decided: m.act_decided,
} satisfies Record<EvidenceView['acts'][number]['kind'], Words>);

const refusals = {
	REVIEW_DECIDED: m.err_REVIEW_DECIDED,
	NO_PAYMENT: m.err_NO_PAYMENT,
	MONEY_WAITS: m.err_MONEY_WAITS,
	REFUND_TRIED: m.err_REFUND_TRIED,
	DECISION_IMPOSSIBLE: m.err_DECISION_IMPOSSIBLE,
	REVIEW_NOT_FOUND: m.err_CASE_GONE,
	ORDER_NOT_FOUND: m.err_CASE_GONE,
	PAYMENT_NOT_FOUND: m.err_CASE_GONE,
	ORDER_STATE: m.err_ORDER_STATE,
	REFUND_STATE: m.err_ORDER_STATE,
	TIER_SOLD_OUT: m.err_CASE_SOLD_OUT,
	LISTING_HELD: m.err_LISTING_HELD,
	TREASURY_SHORT: m.err_CASE_TREASURY_SHORT,
	NOTE_MISSING: m.err_NOTE_MISSING,
	NOTE_TOO_LONG: m.err_NOTE_TOO_LONG,
	COST_CHANGED: m.err_COST_CHANGED,
	SECOND_PERSON_NEEDED: m.err_SECOND_PERSON_NEEDED,
	PERSON_NEEDED: m.err_PERSON_NEEDED,
} satisfies Record<DecisionErrorCode, () => string> & Record<string, () => string>;

const askRefusals = {
	ORDER_NOT_FOUND: m.err_REFERENCE_NOT_FOUND,
	ORDER_IS_GIFT: m.sr_gift,
	ORDER_OF_WALLET: m.err_ORDER_OF_WALLET,
	NOTE_MISSING: m.err_NOTE_MISSING,
	NOTE_TOO_LONG: m.err_NOTE_TOO_LONG,
} satisfies Record<AskCaseErrorCode, () => string> & Record<string, () => string>;

/** Why no case was opened. */
export const askRefusalWords = (code: string, message: string): string =>
	entryOf(askRefusals, code)?.() ?? m.err_other({ message, code });

/** Whether the reference that was typed is at fault, not the note. */
export const isOfReference = (code: string): boolean => code.startsWith('ORDER_');

/** Why a decision was refused. */
export const refusalWords = (code: string, message: string): string =>
	entryOf(refusals, code)?.() ?? m.err_other({ message, code });

/** Who acted: the relayer names an account, or the token that opens the queue without one. */
export const personWords = (person: string): string =>
	person === 'support-token' ? m.sup_by_token() : m.sup_by_account({ id: person.slice(0, 8) });
