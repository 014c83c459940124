import type { State } from '../models/orders.ts';

/**
 * Where an order may go. `held` lasts no longer than a transaction: it becomes `pending` with its push, or `failed`.
 * `issued` and `refunded` are ends. `failed` and `expired` are not: money may still come. Then the order is served if
 * seats are left, else the money goes back.
 */
export const moves: Record<State, readonly State[]> = {
	held: ['pending', 'failed'],
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

/** What a state does with an order's seats and USDC. `keep`: unchanged; `consume`: the chain has used them. */
export type Reservation = 'reserve' | 'keep' | 'release' | 'consume';

/** Whether an order in this state has seats that nobody has paid for. `held` has none yet. */
export const isUnpaid = (state: State): boolean => state === 'pending';

export const reservations: Record<State, { seats: Reservation; usdc: Reservation }> = {
	held: { seats: 'keep', usdc: 'release' },
	pending: { seats: 'reserve', usdc: 'reserve' },
	paid: { seats: 'reserve', usdc: 'reserve' },
	issuing: { seats: 'keep', usdc: 'keep' },
	issued: { seats: 'consume', usdc: 'consume' },
	failed: { seats: 'release', usdc: 'release' },
	expired: { seats: 'release', usdc: 'release' },
	refund_due: { seats: 'release', usdc: 'release' },
	refunded: { seats: 'release', usdc: 'release' },
	review: { seats: 'keep', usdc: 'keep' },
};
