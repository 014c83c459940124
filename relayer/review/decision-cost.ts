import { mayBeIssued, type ReviewReason } from '../reasons.ts';
import type { Money, Situation } from './case-situation.ts';
import type { Plan } from './plan-decision.ts';

/** What a decision gives, for what came. Cents of KES, and stroops. */
export type Cost = {
	receivedKes: bigint;
	givesKes: bigint;
	/** Null if it gives no tickets. */
	givesUsdc: bigint | null;
	/** What it gives beyond what came, and that in USDC at the order's own price; null without an order. */
	costKes: bigint;
	costUsdc: bigint | null;
};

/** Nothing keeps such an order from being bound, and issued, again. */
const mayBeIssuedTwice: ReviewReason = 'LANDED_OTHER';

const sum = (money: Money[]): bigint => money.reduce((total, { payment }) => total + payment.amount, 0n);

/** A refund whose request left, and whose result nobody knows: the payer may have the money. */
const mayBeBack =
	(reason: ReviewReason) =>
	({ refund }: Money): boolean =>
		refund !== null &&
		(refund.state === 'sending' ||
			refund.state === 'asked' ||
			(refund.state === 'due' && refund.attempts > 0) ||
			(refund.state === 'review' && (reason === 'REFUND_NO_RESULT' || reason === 'PAID_TWICE')));

/** What a plan costs. Pure. One person alone may not give away more than came, beyond a small sum. */
export function costOf({ review, order, price: all }: Situation, plan: Plan): Cost {
	const price = order && all;
	const spent = mayBeIssued.includes(review.reason);
	switch (plan.do) {
		case 'issue': {
			const received = review.reason === mayBeIssuedTwice ? 0n : plan.buys.payment.amount;
			return costs(received, all.kes, all.usdc, all);
		}
		case 'refund': {
			const back = sum(plan.money);
			const tickets = sum(plan.money.filter(({ payment }) => spent && payment.state === 'applied'));
			return costs(back - tickets, back, null, price);
		}
		case 'return': {
			const back = sum(plan.money);
			const doubtful = plan.money.filter(
				(each) => mayBeBack(review.reason)(each) || (spent && each.payment.state === 'applied'),
			);
			return costs(back - sum(doubtful), back, null, price);
		}
		case 'again':
		case 'booked': {
			const back = plan.tickets.reduce((total, { amountKes }) => total + amountKes, 0n);
			const doubtful = plan.tickets.filter((each) => each.isDoubtful);
			const maybe = doubtful.reduce((total, { amountKes }) => total + amountKes, 0n);
			return costs(back - maybe, back, null, price);
		}
		case 'taken-back': {
			// Nothing is given, but its buyer loses the tickets: one person alone does not decide that.
			const amount = plan.payment.whole ?? plan.payment.amount;
			return { ...costs(0n, amount, null, price), givesKes: 0n };
		}
		case 'recovered': {
			// Nothing is given, but a loss leaves the books: one person alone does not say so.
			const amount = plan.paid.reduce((total, each) => total + each.amount, 0n);
			return { ...costs(0n, amount, null, price), givesKes: 0n };
		}
		case 'keep':
		case 'withdraw':
		case 'end':
		case 'close':
			return costs(0n, 0n, null, price);
		default:
			return plan satisfies never;
	}
}

function costs(
	receivedKes: bigint,
	givesKes: bigint,
	givesUsdc: bigint | null,
	price: Situation['price'] | null,
): Cost {
	const costKes = givesKes > receivedKes ? givesKes - receivedKes : 0n;
	// Rounded up: a cost is never shown as less than it is.
	const costUsdc = price && (costKes * price.usdc + price.kes - 1n) / price.kes;
	return { receivedKes, givesKes, givesUsdc, costKes, costUsdc };
}
