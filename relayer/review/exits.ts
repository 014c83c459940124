import type { batchStates } from '../models/batches.ts';
import type { ended, State } from '../models/orders.ts';
import type { CaseDecision, openPushStates, PaymentState, RefundState } from '../models/payments.ts';
import type { TicketRefundState } from '../models/ticket-refunds.ts';

type Waiting = {
	order: Exclude<State, (typeof ended)[number]>;
	push: (typeof openPushStates)[number];
	payment: Exclude<PaymentState, 'refunded'>;
	refund: Exclude<RefundState, 'done'>;
	batch: Exclude<(typeof batchStates)[number], 'landed'>;
};

type WaitingTickets = Exclude<TicketRefundState, 'returned' | 'withdrawn'>;

/**
 * How a person ends each state that waits, by a case of the order or of the payment: the decision that does it. A state
 * without a line fails the typecheck; `exits.test.ts` puts a row into each state and ends it.
 */
export const exits = {
	order: {
		held: 'nothing',
		pending: 'nothing',
		paid: 'refund',
		issuing: 'refund',
		refund_due: 'returned',
		review: 'nothing',
	},
	push: { queued: 'nothing', sending: 'nothing', open: 'nothing', unknown: 'nothing' },
	payment: { applied: 'refund', refund_due: 'returned', review: 'refund' },
	refund: { due: 'returned', sending: 'returned', asked: 'returned', review: 'returned' },
	batch: { bound: 'refund', sent: 'refund' },
} as const satisfies { [K in keyof Waiting]: Record<Waiting[K], CaseDecision> };

/** The same of issued tickets that are given back. `withdraw`: on the order's page of support, without a case. */
export const ticketRefundExits = {
	proposed: 'withdraw',
	requested: 'withdraw',
	voided: 'returned',
	review: 'refund',
} as const satisfies Record<WaitingTickets, CaseDecision | 'withdraw'>;
