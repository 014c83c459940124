import type { OrderView as PayOrder } from '#relayer/client.ts';

/** Where an order stands, as people see it: the relayer's states told apart by what its prompt and its payment did. */
export type Stage =
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

type Told = Pick<PayOrder, 'state' | 'push'>;

export function stageOf({ state, push }: Told): Stage {
	switch (state) {
		case 'pending':
			return waitingFor(push?.state);
		case 'paid':
			return 'issuing';
		case 'refund_due':
			return 'refunding';
		default:
			return state;
	}
}

function waitingFor(push: NonNullable<PayOrder['push']>['state'] | undefined): Stage {
	if (push === 'open') return 'phone';
	if (push === 'unknown') return 'unsure';
	// M-Pesa's own word that it is paid, without the receipt that an order needs.
	if (push === 'paid') return 'confirming';
	return 'sending';
}

/** Nothing follows: the order is at an end and so is all money that came. A failed or expired one may be paid late. */
export const isEnd = (order: Told & Pick<PayOrder, 'payments'>): boolean =>
	['issued', 'refunded'].includes(stageOf(order)) &&
	order.payments.every(({ state }) => state === 'applied' || state === 'refunded');

/** While these last, the page of a browser without scripts loads itself again, after so many seconds. */
export function refreshSeconds(stage: Stage): number | null {
	if (['held', 'sending', 'phone', 'confirming', 'issuing'].includes(stage)) return 3;
	if (['unsure', 'refunding', 'review'].includes(stage)) return 20;
	return null;
}

export const canTryAgain = (stage: Stage): boolean => stage === 'failed' || stage === 'expired';

/** The way of a payment, for the list of steps: how many are done, and whether it goes on. */
export function stepsDone(stage: Stage): number | null {
	const done: Partial<Record<Stage, number>> = {
		held: 0,
		sending: 1,
		phone: 1,
		unsure: 1,
		confirming: 2,
		issuing: 3,
		issued: 4,
	};
	return done[stage] ?? null;
}

/** Whole seconds until seats go back on sale, by the server's clock as it was when the order was read. */
export function secondsHeld(
	order: Pick<PayOrder, 'holdUntil' | 'serverTime'>,
	readAt: number,
	now: number,
): number {
	const left = Date.parse(order.holdUntil) - Date.parse(order.serverTime) - (now - readAt);
	return Math.max(0, Math.ceil(left / 1000));
}

/** 545 → "9:05". */
export const clock = (seconds: number): string =>
	`${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
