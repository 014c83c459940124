import type { PushState } from '../models/payments.ts';
import type { FailureReason, RefundReason, ReviewReason } from '../reasons.ts';

/** Where an order's money stands. `wait`: nothing is to be done now. */
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
	| { as: 'review'; reason: ReviewReason }
);

export type PushDecision = {
	id: string;
	state: PushState;
	/** The result that decided it; null leaves what is known. */
	code: string | null;
	/** Whether it is to be asked after now. */
	query: boolean;
	/** When it is looked at again; undefined: as it is. */
	wakeAt: number | null | undefined;
};

export type OrderDecision = {
	order: OrderOutcome;
	payments: PaymentDecision[];
	/** Recorded receipts that Pull shows now. */
	confirmed: string[];
	/** A recorded receipt that was not the true one: a false callback named it. */
	replaced: { from: string; to: string } | null;
	/** What a person should know of an order that goes on; null: nothing. */
	alert: ReviewReason | null;
	pushes: PushDecision[];
	/** Whether Pull should be read soon. */
	readStatement: boolean;
};
