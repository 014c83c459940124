import type { OrderView as PayOrder } from '#relayer/client.ts';
import { type OrderLine, stateOfAll } from './order-lines.ts';

/**
 * The phase of an order, as people see it: the relayer's state, with a pending order split by the state of its prompt.
 */
export type OrderPhase =
	| 'held'
	| 'sending'
	| 'phone'
	| 'unsure'
	| 'confirming'
	| 'issuing'
	| 'issued'
	| 'failed'
	| 'expired'
	| 'refunding'
	| 'refunded'
	| 'review';

type StateOfOrder = Pick<PayOrder, 'state' | 'push'> & Partial<Pick<PayOrder, 'cart'>>;

export function phaseOf(order: StateOfOrder): OrderPhase {
	const state = stateOfAll(order);
	switch (state) {
		case 'pending':
			return pendingPhase(order.push?.state);
		case 'paid':
			return 'issuing';
		case 'refund_due':
			return 'refunding';
		default:
			return state;
	}
}

function pendingPhase(push: NonNullable<PayOrder['push']>['state'] | undefined): OrderPhase {
	if (push === 'open') return 'phone';
	if (push === 'unknown') return 'unsure';
	// M-Pesa reports the payment, but the receipt that an order needs is still missing.
	if (push === 'paid') return 'confirming';
	return 'sending';
}

/** Whether nothing more can change: the order and all its payments have ended. Failed and expired orders may be paid late. */
export const isEnd = (order: StateOfOrder & Pick<PayOrder, 'payments' | 'ticketRefunds'>): boolean => {
	const all: Pick<OrderLine, 'state' | 'payments' | 'ticketRefunds'>[] = order.cart?.lines.length
		? order.cart.lines
		: [order];
	return all.every(
		({ state, payments, ticketRefunds }) =>
			['issued', 'refunded'].includes(state) &&
			payments.every((each) => each.state === 'applied' || each.state === 'refunded') &&
			ticketRefunds.every(({ endedAt }) => endedAt !== null),
	);
};

/** After how many seconds a page without scripts reloads itself; null if only the buyer can go on. */
export function refreshSeconds(phase: OrderPhase): number | null {
	if (['held', 'sending', 'phone', 'confirming', 'issuing'].includes(phase)) return 3;
	if (['unsure', 'refunding', 'review'].includes(phase)) return 20;
	return null;
}

export const canTryAgain = (phase: OrderPhase): boolean => phase === 'failed' || phase === 'expired';

/** How many steps of the list are done; null for phases that are not on the way to tickets. */
export function stepsDone(phase: OrderPhase): number | null {
	const done: Partial<Record<OrderPhase, number>> = {
		held: 0,
		sending: 1,
		phone: 1,
		unsure: 1,
		confirming: 2,
		issuing: 3,
		issued: 4,
	};
	return done[phase] ?? null;
}

/**
 * Whole seconds until the seats go back on sale, by the server's clock: phones may be wrong. `readAt`, `now`: milliseconds
 * of one local clock.
 */
export function secondsHeld(
	order: Pick<PayOrder, 'holdUntil' | 'serverTime'>,
	readAt: number,
	now: number,
): number {
	const left = Date.parse(order.holdUntil) - Date.parse(order.serverTime) - (now - readAt);
	return Math.max(0, Math.ceil(left / 1000));
}

/**
 * Whole seconds until the same phone may be asked again; 0: now. `passed`: milliseconds since the order was read. By the
 * server's clock, as above.
 */
export function secondsToRetry(
	{ retryAt, serverTime }: Pick<PayOrder, 'retryAt' | 'serverTime'>,
	passed: number,
): number {
	if (retryAt === null) return 0;
	return Math.max(0, Math.ceil((Date.parse(retryAt) - Date.parse(serverTime) - passed) / 1000));
}

/** 545 → "9:05". */
export const clock = (seconds: number): string =>
	`${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
