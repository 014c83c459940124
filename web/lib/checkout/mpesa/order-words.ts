import * as m from '#lib/paraglide/messages.js';
import type { OrderView as PayOrder } from '#relayer/client.ts';
import { kes } from '../../text/money.ts';
import type { OrderPhase } from './order-phase.ts';

export type Told = { title: string; note: string };

type Failure = (amount: string, order: PayOrder) => Told;

const busy: Failure = () => ({ title: m.fail_MPESA_busy(), note: m.fail_MPESA_busy_next() });
const limit: Failure = (amount) => ({
	title: m.fail_MPESA_limit(),
	note: m.fail_MPESA_limit_next({ amount }),
});
const cancelled: Failure = () => ({ title: m.fail_MPESA_1032(), note: m.fail_MPESA_1032_next() });

/** By the reason the relayer gives: M-Pesa's result code, or what kept us from asking. Codes are an open set. */
const failures: Record<string, Failure> = {
	MPESA_1: (amount) => ({ title: m.fail_MPESA_1(), note: m.fail_MPESA_1_next({ amount }) }),
	MPESA_2: limit,
	MPESA_3: limit,
	MPESA_4: limit,
	MPESA_8: limit,
	MPESA_17: busy,
	MPESA_26: busy,
	MPESA_1001: busy,
	MPESA_1019: cancelled,
	MPESA_1025: busy,
	MPESA_1031: cancelled,
	MPESA_1032: cancelled,
	MPESA_1037: () => ({ title: m.fail_MPESA_1037(), note: m.fail_MPESA_1037_next() }),
	MPESA_2001: () => ({ title: m.fail_MPESA_2001(), note: m.fail_MPESA_2001_next() }),
	MPESA_9999: busy,
	CANCELLED: () => ({ title: m.fail_CANCELLED(), note: m.fail_CANCELLED_next() }),
	DECIDED: (_, { reference }) => ({ title: m.fail_DECIDED(), note: m.fail_DECIDED_next({ reference }) }),
	MONEY_CAME: () => ({ title: m.fail_DECIDED(), note: m.err_MONEY_CAME() }),
	PUSH_LOST: () => ({ title: m.fail_PUSH_LOST(), note: m.fail_PUSH_LOST_next() }),
	TREASURY_SHORT: () => ({ title: m.fail_PUSH_LOST(), note: m.err_TREASURY_SHORT() }),
};

const unknownFailure: Failure = (_, { push }) => ({
	title: m.fail_other(),
	note: push?.resultText ? m.fail_other_next({ words: push.resultText }) : m.fail_none_next(),
});

/** What an order's phase means for who pays: a heading, and what to do or to expect. */
export function phaseWords(order: PayOrder, phase: OrderPhase): Told {
	const amount = kes(order.amountKes);
	const { phone } = order;
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
			return { title: m.order_title(), note: m.pay_issued_note() };
		case 'failed':
			return (failures[order.reason ?? ''] ?? unknownFailure)(amount, order);
		case 'expired':
			return { title: m.pay_expired(), note: m.pay_expired_note() };
		case 'refunding':
			return { title: m.pay_refunding(), note: m.pay_refunding_note({ amount: backOf(order) }) };
		case 'refunded':
			return { title: m.pay_refunded(), note: m.pay_refunded_note({ amount: backOf(order) }) };
		case 'review':
			return { title: m.pay_review(), note: m.pay_review_note({ why: doubtOf(order.reason, amount) }) };
	}
}

/** Why a person has to look at it. */
function doubtOf(reason: string | null, amount: string): string {
	if (reason === 'CONTRADICTION') return m.review_CONTRADICTION();
	if (reason === 'AMOUNT_WRONG') return m.review_AMOUNT_WRONG({ amount });
	return reason === 'NO_RECEIPT' ? m.review_NO_RECEIPT() : m.review_other();
}

/** After these no payment is under way: M-Pesa itself refused the payer, none was asked, or a person has looked. */
const isOver = /^(MPESA_(1|2|3|4|8|2001)|TREASURY_SHORT|CANCELLED|DECIDED|MONEY_CAME)$/;

/** Whether money may still come for an order that is not paid, as M-Pesa's word or silence leaves it open. */
export const mayPayLate = (order: PayOrder, phase: OrderPhase): boolean =>
	phase === 'expired' || (phase === 'failed' && !isOver.test(order.reason ?? ''));

/** What goes or went back: what came, which may differ from what was asked for. */
function backOf({ payments, amountKes }: PayOrder): string {
	const back = payments.filter(({ state }) => state === 'refund_due' || state === 'refunded');
	return kes(back.length === 0 ? amountKes : back.reduce((sum, each) => sum + BigInt(each.amountKes), 0n));
}

/** What becomes of a payment beside the one that the order stands on. */
export function paymentWords({ amountKes, receipt, state }: PayOrder['payments'][number]): string {
	const named = { amount: kes(amountKes), receipt: receipt ?? '' };
	if (state === 'refunded') return m.pay_more_refunded(named);
	return state === 'refund_due' ? m.pay_more_refunding(named) : m.pay_more_review(named);
}

/** For a list of orders: one or two words. */
export function phaseLabel(phase: OrderPhase): string {
	if (phase === 'issued') return m.order_state_issued();
	if (phase === 'failed' || phase === 'expired') return m.order_state_failed();
	if (phase === 'refunding') return m.order_state_refunding();
	if (phase === 'refunded') return m.order_state_refunded();
	return phase === 'review' ? m.order_state_review() : m.order_state_moving();
}
