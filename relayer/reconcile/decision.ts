import type { PushState } from '../models/payments.ts';
import type { FailureReason, RefundReason, ReviewReason } from '../reasons.ts';

/** What happens to the order. `wait`: nothing for now. */
export type OrderOutcome =
	| { end: 'wait' }
	| { end: 'pay' }
	| { end: 'fail'; reason: FailureReason }
	| { end: 'expire'; reason: FailureReason }
	| { end: 'review'; reason: ReviewReason };

/** Money to be recorded. `applied` buys the tickets. */
export type PaymentDecision = {
	receipt: string;
	amount: bigint;
	confirmed: boolean;
} & (
	| { as: 'applied'; reason: null }
	| { as: 'refund_due'; reason: RefundReason }
	/** `beside`: in a case of its own, even if the order has one. */
	| { as: 'review'; reason: ReviewReason; beside?: true }
);

export type PushDecision = {
	id: string;
	state: PushState;
	/** The result that decided it; null leaves what is known. */
	code: string | null;
	/** Whether it is queried now. */
	query: boolean;
	/** When it is due again (milliseconds since 1970); null: never; undefined: unchanged. */
	wakeAt: number | null | undefined;
};

export type OrderDecision = {
	order: OrderOutcome;
	payments: PaymentDecision[];
	/** Recorded receipts that are proven now. */
	confirmed: string[];
	/** A recorded receipt from a forged callback, and the true receipt that replaces it. */
	replaced: { from: string; to: string } | null;
	/** The reason of a case about an order that goes on; null: none. */
	alert: ReviewReason | null;
	pushes: PushDecision[];
	/** Whether the statement should be read soon. */
	readStatement: boolean;
};
