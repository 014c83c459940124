import { PassaError } from '#shared/errors.ts';
import type { OrderRow, State } from '../models/orders.ts';
import type { CaseDecision } from '../models/payments.ts';
import { dueOf, mostTiers } from '../orders/cart.ts';
import type { PaidTwice } from '../payments/book-paid-twice.ts';
import { leastFor } from '../payments/divide.ts';
import type { Money, RefundOfTickets, Situation } from './case-situation.ts';

/**
 * What a decision does. `issue`: `buys` pays for the tickets, `rest` gets cases of its own. `refund`, `return`: that money
 * goes back, or went back. `withdraw`: the order leaves its batch, and its money goes back. `end`: the order ends without
 * money. `again`, `booked`, `keep`: refunds of issued tickets are made again, went back another way, or are given up, while
 * nothing of them happened. `taken-back`: the provider took this payment of issued tickets back. `recovered`: what was paid
 * twice is back. `close`: nothing changes but the case.
 */
export type Plan =
	| { do: 'issue'; order: OrderRow; buys: Money; rest: Money[] }
	| { do: 'refund' | 'return'; money: Money[] }
	| { do: 'withdraw' | 'end'; order: OrderRow }
	| { do: 'again' | 'booked' | 'keep'; tickets: RefundOfTickets[] }
	| { do: 'taken-back'; payment: Money['payment'] }
	| { do: 'recovered'; paid: PaidTwice[] }
	| { do: 'close' };

export type PlanError = PassaError<'NO_PAYMENT' | 'REFUND_TRIED' | 'MONEY_WAITS' | 'DECISION_IMPOSSIBLE'>;

/**
 * What a decision would do now. Pure. Throws PlanError. Support can end
 * each state that waits: `exits.ts` says how.
 */
export function planOf(situation: Situation, decision: CaseDecision): Plan {
	const { paidTwice } = situation;
	if (decision === 'taken-back' && paidTwice.length > 0) return { do: 'recovered', paid: paidTwice };
	if (situation.tickets.length > 0) return ofTickets(situation.tickets, decision);
	switch (decision) {
		case 'issue':
			return issue(situation);
		case 'refund':
			return refund(situation);
		case 'returned':
			return returned(situation);
		case 'taken-back':
			return takenBack(situation);
		case 'nothing':
			return nothing(situation);
		default:
			return decision satisfies never;
	}
}

function ofTickets(tickets: RefundOfTickets[], decision: CaseDecision): Plan {
	const isOnItsWay = tickets.some(({ state }) => state === 'voided');
	const isVoid = ({ voidedAt }: RefundOfTickets): boolean => voidedAt !== null;
	switch (decision) {
		case 'issue':
			throw conflict('DECISION_IMPOSSIBLE', 'Its tickets are issued already.');
		case 'taken-back':
			throw conflict('DECISION_IMPOSSIBLE', 'Its tickets are being refunded already.');
		case 'refund':
			if (!isOnItsWay) return { do: 'again', tickets };
			throw conflict('DECISION_IMPOSSIBLE', 'The provider is asked for it already.');
		case 'returned':
			if (tickets.every(isVoid)) return { do: 'booked', tickets };
			throw conflict('DECISION_IMPOSSIBLE', 'Its tickets are not void: the payer would have both.');
		case 'nothing':
			if (isOnItsWay) return { do: 'close' };
			if (!tickets.some(isVoid)) return { do: 'keep', tickets };
			throw conflict('MONEY_WAITS', 'Its tickets are void: refund them, or book that the money went back.');
		default:
			return decision satisfies never;
	}
}

/** The order, if the case is about the order itself and it is in one of these states. */
function ordersCase({ review, order }: Situation, states: readonly State[]): OrderRow | null {
	return review.orderNo !== null && order && states.includes(order.state) ? order : null;
}

/** Money that we hold, without payments that the provider reversed. */
const keptOf = ({ money }: Situation): Money[] =>
	money.filter(
		({ payment }) =>
			payment.reversedAt === null && (payment.state === 'applied' || payment.state === 'review'),
	);
const waitingOf = ({ money }: Situation): Money[] =>
	money.filter(({ payment }) => payment.state === 'review');

function issue(situation: Situation): Plan {
	const waits = ordersCase(situation, ['review']);
	const ended = situation.order && ['failed', 'expired'].includes(situation.order.state);
	const kept = waits ? keptOf(situation) : ended ? waitingOf(situation) : [];
	if (!waits && kept.length === 0) throw conflict('DECISION_IMPOSSIBLE', 'No order waits for this money.');
	const order = situation.order!;
	const buys =
		kept.find(({ payment }) => payment.state === 'applied') ??
		kept.find(({ payment }) => payment.amount === dueOf(order)) ??
		kept.find(({ payment }) => payment.id === situation.review.paymentId) ??
		kept[0];
	if (!buys) throw noPayment();
	if (buys.refund)
		throw conflict(
			'REFUND_TRIED',
			'A refund of this money was tried, and may have happened: refund it again.',
		);
	if (order.follows)
		throw conflict(
			'DECISION_IMPOSSIBLE',
			'It is paid together with others: decide about the first order of its cart.',
		);
	if (order.cartKes !== null && buys.payment.whole === null && buys.payment.amount < leastFor(mostTiers))
		throw conflict('DECISION_IMPOSSIBLE', 'That is too little to be divided among its tiers: refund it.');
	return { do: 'issue', order, buys, rest: kept.filter((each) => each !== buys) };
}

function refund(situation: Situation): Plan {
	const bound = ordersCase(situation, ['issuing']);
	if (bound) return { do: 'withdraw', order: bound };
	return { do: 'refund', money: toGiveBack(situation, []) };
}

const returned = (situation: Situation): Plan => ({
	do: 'return',
	money: toGiveBack(
		situation,
		situation.money.filter(({ payment }) => payment.state === 'refund_due'),
	),
});

function toGiveBack(situation: Situation, onItsWay: Money[]): Money[] {
	const spendable = ordersCase(situation, ['review', 'paid']);
	const money = [...(spendable ? keptOf(situation) : waitingOf(situation)), ...onItsWay];
	if (money.length > 0) return money;
	if (spendable) throw noPayment();
	throw conflict('DECISION_IMPOSSIBLE', 'This case has no money to refund.');
}

function takenBack({ order, money }: Situation): Plan {
	const spent = money.find(({ payment }) => payment.state === 'applied' && payment.reversedAt === null);
	if (order?.state === 'issued' && spent) return { do: 'taken-back', payment: spent.payment };
	throw conflict('DECISION_IMPOSSIBLE', 'No issued tickets were bought by a payment of this case.');
}

function nothing(situation: Situation): Plan {
	const waits = ordersCase(situation, ['review', 'pending', 'held']);
	const held = waits ? keptOf(situation) : waitingOf(situation);
	if (held.length > 0)
		throw conflict('MONEY_WAITS', 'Money came for this case: refund it, or issue its tickets.');
	// The provider reversed it while its tickets were on their way: the payer has the money.
	const reversed = situation.money.filter(
		({ payment }) => payment.state === 'applied' && payment.reversedAt !== null,
	);
	if (waits && reversed.length > 0) return { do: 'return', money: reversed };
	return waits ? { do: 'end', order: waits } : { do: 'close' };
}

const noPayment = (): PlanError =>
	conflict('NO_PAYMENT', 'No payment is recorded: wait until the statement lists it, or decide nothing.');

export const conflict = <C extends string>(code: C, message: string): PassaError<C> =>
	new PassaError(code, message, { status: 409 });
