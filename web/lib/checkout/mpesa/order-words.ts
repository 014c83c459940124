import * as m from '#lib/paraglide/messages.js';
import type { FailureReason, OrderView as PayOrder, RefundReason, ReviewReason } from '#relayer/client.ts';
import { entryOf } from '../../text/entry-of.ts';
import { kes } from '../../text/money.ts';
import { asWhole, linesOfOrder } from './order-lines.ts';
import type { OrderPhase } from './order-phase.ts';
import { backTickets } from './read-issued.ts';

type PhaseWords = { title: string; note: string };

type Failure = (amount: string, order: PayOrder) => PhaseWords;

const busy: Failure = () => ({ title: m.fail_MPESA_busy(), note: m.fail_MPESA_busy_next() });
const limit: Failure = (amount) => ({
	title: m.fail_MPESA_limit(),
	note: m.fail_MPESA_limit_next({ amount }),
});
const cancelled: Failure = () => ({ title: m.fail_MPESA_1032(), note: m.fail_MPESA_1032_next() });

/** M-Pesa's result codes that have words: an open set. */
const mpesaFailures: Record<string, Failure> = {
	MPESA_1: (amount) => ({ title: m.fail_MPESA_1(), note: m.fail_MPESA_1_next({ amount }) }),
	MPESA_2: limit,
	MPESA_3: limit,
	MPESA_4: limit,
	MPESA_8: limit,
	MPESA_17: (amount) => ({ title: m.fail_MPESA_17(), note: m.fail_MPESA_17_next({ amount }) }),
	MPESA_26: busy,
	MPESA_1001: () => ({ title: m.fail_MPESA_1001(), note: m.fail_MPESA_1001_next() }),
	MPESA_1019: cancelled,
	MPESA_1025: busy,
	MPESA_1031: cancelled,
	MPESA_1032: cancelled,
	MPESA_1037: () => ({ title: m.fail_MPESA_1037(), note: m.fail_MPESA_1037_next() }),
	MPESA_2001: () => ({ title: m.fail_MPESA_2001(), note: m.fail_MPESA_2001_next() }),
	MPESA_9999: busy,
	MPESA_MERCHANT: () => ({ title: m.fail_MPESA_MERCHANT(), note: m.fail_MPESA_MERCHANT_next() }),
};

/** The relayer's own reasons: why it ended an order that M-Pesa did not refuse. */
const ownFailures = {
	DECIDED: (_, { reference }) => ({ title: m.fail_DECIDED(), note: m.fail_DECIDED_next({ reference }) }),
	CANCELLED: () => ({ title: m.fail_CANCELLED(), note: m.fail_CANCELLED_next() }),
	EVENT_OVER: () => ({ title: m.fail_EVENT_OVER(), note: m.fail_too_late_next() }),
	HOLD_OVER: () => ({ title: m.pay_expired(), note: m.pay_expired_note() }),
	MONEY_CAME: () => ({ title: m.fail_DECIDED(), note: m.err_MONEY_CAME() }),
	PUSH_LOST: () => ({ title: m.fail_PUSH_LOST(), note: m.fail_PUSH_LOST_next() }),
	TIER_SOLD_OUT: () => ({ title: m.fail_TIER_SOLD_OUT(), note: m.fail_too_late_next() }),
	TREASURY_SHORT: () => ({ title: m.fail_PUSH_LOST(), note: m.err_TREASURY_SHORT() }),
} satisfies Record<Exclude<FailureReason, `MPESA_${string}`>, Failure>;

function failureOf(order: PayOrder, amount: string): PhaseWords {
	const code = order.reason ?? '';
	const known = entryOf(mpesaFailures, code) ?? entryOf(ownFailures, code);
	if (known) return known(amount, order);
	const { reference, push } = order;
	if (code && !code.startsWith('MPESA_'))
		return { title: m.fail_unknown(), note: m.fail_unknown_next({ reference, code }) };
	const words = push?.resultText;
	return { title: m.fail_other(), note: words ? m.fail_other_next({ words }) : m.fail_none_next({ code }) };
}

const refundWhy = {
	EVENT_OVER: m.back_EVENT_OVER,
	TIER_SOLD_OUT: m.back_TIER_SOLD_OUT,
	LISTING_GONE: m.back_LISTING_GONE,
	LISTING_HELD: m.back_LISTING_HELD,
	LISTING_REFUSED: m.back_not_issued,
	TREASURY_SHORT: m.back_not_issued,
	SECOND_RECEIPT: m.back_SECOND_RECEIPT,
	NOT_SERVED: m.back_not_issued,
	SALES_CLOSED: m.back_SALES_CLOSED,
	DECIDED: m.back_DECIDED,
	RETURNED_ELSEWHERE: m.back_DECIDED,
	REVERSED: m.back_REVERSED,
	EVENT_CANCELLED: m.back_EVENT_CANCELLED,
	ASKED_BY_BUYER: m.back_ASKED_BY_BUYER,
	ASKED_BY_ORGANIZER: m.back_ASKED_BY_ORGANIZER,
	ASKED_BY_SUPPORT: m.back_ASKED_BY_SUPPORT,
	SOLD_BY_BUYER: m.back_SOLD,
} satisfies Record<RefundReason, () => string>;

type TicketRefund = PayOrder['ticketRefunds'][number];

const givenWords = {
	proposed: m.given_proposed,
	requested: m.given_requested,
	voided: m.given_voided,
	returned: m.given_returned,
	review: m.given_review,
	withdrawn: m.given_withdrawn,
} satisfies Record<TicketRefund['state'], () => string>;

/** Where a refund of issued tickets stands, for the buyer. */
export const ticketRefundWords = ({ state, needsFunding }: TicketRefund): string =>
	needsFunding ? m.given_funding() : givenWords[state]();

const refundSteps = { requested: 1, voided: 2, returned: 4 } satisfies Partial<
	Record<TicketRefund['state'], number>
>;

/** How many of its four steps are done; null if a person has to do something first, or nothing happened. */
export const ticketRefundSteps = ({ state, needsFunding }: TicketRefund): number | null =>
	needsFunding ? null : (entryOf(refundSteps, state) ?? null);

/** Why such a refund was made. */
export const ticketRefundReason = ({ reason }: Pick<TicketRefund, 'reason'>): string => refundWhy[reason]();

/** Why support has to look at an order, for the buyer. */
const reviewWhy = {
	AMOUNT_WRONG: (amount) => m.review_AMOUNT_WRONG({ amount }),
	CONTRADICTION: () => m.review_CONTRADICTION(),
	NO_RECEIPT: () => m.review_NO_RECEIPT(),
	UNCONFIRMED: () => m.review_UNCONFIRMED(),
	SECOND_RECEIPT: () => m.review_SECOND_RECEIPT(),
	LATE_MONEY: () => m.review_LATE_MONEY(),
	PULL_GAP: () => m.review_other(),
	RECEIPT_TAKEN: () => m.review_other(),
	RECEIPT_DIFFERS: () => m.review_other(),
	NOT_PULLED: () => m.review_other(),
	REFERENCE_UNKNOWN: () => m.review_other(),
	REFERENCE_DIFFERS: () => m.review_other(),
	MESSAGE_UNREADABLE: () => m.review_other(),
	HOOK_FLOODED: () => m.review_other(),
	MERCHANT_REFUSED: () => m.review_other(),
	PULL_SPAN_UNREAD: () => m.review_other(),
	PULL_ROW_STRANGE: () => m.review_other(),
	PULL_ROW_FAILED: () => m.review_other(),
	PULL_STALE: () => m.review_other(),
	EVENTS_MISSING: () => m.review_other(),
	ENTRIES_EXPIRING: () => m.review_other(),
	REFUND_FAILED: () => m.review_not_refunded(),
	REFUND_NO_RESULT: () => m.review_not_refunded(),
	REFUND_REFUSED: () => m.review_not_refunded(),
	REFUND_UNCONFIRMED: () => m.review_not_refunded(),
	REFUND_NOT_ON_CHAIN: () => m.review_not_refunded(),
	REFUND_NO_PHONE: () => m.review_not_refunded(),
	PAID_TWICE: () => m.review_not_refunded(),
	RECEIPT_MISSING: () => m.review_not_issued(),
	BOUND_BEFORE: () => m.review_not_issued(),
	LANDED_ASTRAY: () => m.review_not_issued(),
	LANDED_OTHER: () => m.review_not_issued(),
	LANDED_ANYWAY: () => m.review_other(),
	MONEY_REVERSED: () => m.review_other(),
	ASKED: () => m.review_other(),
	SETTLE_STUCK: () => m.review_not_issued(),
	SALES_CLOSED: () => m.review_not_issued(),
	BALANCE_FROZEN: () => m.review_not_issued(),
	TIER_UNKNOWN: () => m.review_not_issued(),
	OVER_ORDER_LIMIT: () => m.review_not_issued(),
	EVENT_NOT_OURS: () => m.review_not_issued(),
	LANE_UNKNOWN: () => m.review_not_issued(),
	BATCH_SIZE_INVALID: () => m.review_not_issued(),
	SEQUENCE_GAP: () => m.review_not_issued(),
	SIGNATURE_WRONG: () => m.review_not_issued(),
	CALL_FAILED: () => m.review_not_issued(),
	OTHER: () => m.review_not_issued(),
} satisfies Record<ReviewReason, (amount: string) => string>;

/**
 * What an order's phase means for the buyer: a heading, and what to do or to expect. `cancelled`: its event is, as far as it
 * is known.
 */
export function phaseWords(all: PayOrder, phase: OrderPhase, cancelled = false): PhaseWords {
	const order = asWhole(all);
	const amount = kes(order.amountKes);
	const { phone, reason } = order;
	const code = reason ?? '';
	switch (phase) {
		case 'held':
			return { title: m.pay_held(), note: m.pay_held_note() };
		case 'sending':
			return { title: m.pay_sending({ phone }), note: m.pay_sending_note() };
		case 'phone':
			return { title: m.pay_phone(), note: m.pay_phone_note({ amount, phone }) };
		case 'unsure':
			return { title: m.pay_unsure(), note: m.pay_unsure_note({ phone }) };
		case 'confirming':
			return { title: m.pay_confirming(), note: m.pay_confirming_note() };
		case 'issuing':
			return { title: m.pay_issuing(), note: m.pay_issuing_note() };
		case 'issued':
			return isAllBack(order) && isAllSold(order)
				? { title: m.sale_all(), note: m.sale_all_note() }
				: isAllBack(order)
					? { title: isAllReturned(order) ? m.pay_refunded() : m.given_all(), note: m.given_all_note() }
					: cancelled
						? { title: m.ev_cancelled(), note: m.pay_cancelled_note() }
						: isAllGone(order)
							? { title: m.handover_all(), note: m.given_all_note() }
							: { title: m.order_title(), note: m.pay_issued_note() };
		case 'failed':
			return failureOf(order, amount);
		case 'expired':
			return { title: m.pay_expired(), note: m.pay_expired_note() };
		case 'refunding':
			return {
				title: m.pay_refunding(),
				note: m.pay_refunding_note({ amount: refundedAmount(order), why: whyBack(code) }),
			};
		case 'refunded':
			return { title: m.pay_refunded(), note: refundedNote(code, refundedAmount(order)) };
		case 'review':
			return { title: m.pay_review(), note: m.pay_review_note({ why: whyReview(code, amount) }) };
	}
}

const isAllBack = (order: PayOrder): boolean =>
	linesOfOrder(order).every((line) => backTickets(line).length === line.qty);

/** Whether somebody else has each ticket that was not given back. */
const isAllGone = (order: PayOrder): boolean =>
	linesOfOrder(order).every(({ chain, given, qty, ...line }) => {
		const places = given.map((id) => chain?.tickets.indexOf(id) ?? -1);
		return new Set([...places, ...backTickets(line)]).size === qty;
	});

/** Whether no money of all that was given back is still on its way. */
export const isAllReturned = (order: PayOrder): boolean =>
	isAllBack(order) &&
	linesOfOrder(order).every(({ ticketRefunds }) =>
		ticketRefunds.every(({ state }) => state === 'returned' || state === 'withdrawn'),
	);

const isAllSold = (order: PayOrder): boolean =>
	linesOfOrder(order).every(({ ticketRefunds }) =>
		ticketRefunds.every(({ kind, state }) => kind === 'sale' || state === 'withdrawn'),
	);

const whyBack = (code: string): string => (entryOf(refundWhy, code) ?? m.back_not_issued)();

const whyReview = (code: string, amount: string): string =>
	entryOf(reviewWhy, code)?.(amount) ?? m.review_other();

/** M-Pesa confirms its own reversals only. */
const refundedNote = (code: string, amount: string): string =>
	code === 'RETURNED_ELSEWHERE' ? m.pay_returned_note({ amount }) : m.pay_refunded_note({ amount });

/** After these no payment is under way: M-Pesa refused the payer, no prompt was sent, or a person decided. */
const noLatePayment = /^(MPESA_(1|2|3|4|8|17|1001|2001|MERCHANT)|TREASURY_SHORT|DECIDED|MONEY_CAME)$/;

/** Whether a payment for an unpaid order may still arrive. */
export const mayPayLate = (order: PayOrder, phase: OrderPhase): boolean =>
	phase === 'expired' || (phase === 'failed' && !noLatePayment.test(order.reason ?? ''));

/** The amount that goes or went back: what was paid, which may differ from the order's amount. */
function refundedAmount({ payments, amountKes }: PayOrder): string {
	const back = payments.filter(({ state }) => state === 'refund_due' || state === 'refunded');
	return kes(back.length === 0 ? amountKes : back.reduce((sum, each) => sum + BigInt(each.amountKes), 0n));
}

/** What happens to a payment beyond the order's first. */
export function paymentWords({ amountKes, receipt, state }: PayOrder['payments'][number]): string {
	const named = { payment: receipt ? `${kes(amountKes)}, ${receipt}` : kes(amountKes) };
	if (state === 'refunded') return m.pay_more_refunded(named);
	return state === 'refund_due' ? m.pay_more_refunding(named) : m.pay_more_review(named);
}
