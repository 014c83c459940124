import type { State } from '../models/orders.ts';

/**
 * Where an order may go. `failed` and `expired` are not ends: money may still come, and then the order is served if
 * seats are left, or its money goes back. `issued` and `refunded` are.
 */
export const moves: Record<State, readonly State[]> = {
	held: ['pending', 'failed', 'expired'],
	pending: ['paid', 'failed', 'expired', 'refund_due', 'review'],
	paid: ['issuing', 'refund_due', 'review'],
	issuing: ['issued', 'paid', 'refund_due', 'review'],
	issued: [],
	failed: ['held', 'paid', 'refund_due', 'review'],
	expired: ['held', 'paid', 'refund_due', 'review'],
	refund_due: ['refunded', 'review'],
	refunded: [],
	review: ['paid', 'refund_due', 'failed'],
};

/** What a state does with seats and USDC: takes what the order does not have, keeps what it has, or gives it up. */
export type Reservation = 'take' | 'keep' | 'give' | 'sell';

export const reservations: Record<State, { seats: Reservation; usdc: Reservation }> = {
	held: { seats: 'take', usdc: 'give' },
	pending: { seats: 'take', usdc: 'take' },
	paid: { seats: 'take', usdc: 'take' },
	issuing: { seats: 'keep', usdc: 'keep' },
	issued: { seats: 'sell', usdc: 'sell' },
	failed: { seats: 'give', usdc: 'give' },
	expired: { seats: 'give', usdc: 'give' },
	refund_due: { seats: 'give', usdc: 'give' },
	refunded: { seats: 'give', usdc: 'give' },
	review: { seats: 'keep', usdc: 'keep' },
};
