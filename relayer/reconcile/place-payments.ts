import type { ReviewReason } from '../reasons.ts';
import type { CorroboratedPayment, CorroboratedPayments } from './corroborated-payments.ts';
import type { OrderDecision, PaymentDecision } from './decision.ts';
import { type Facts, isCovered, type PaymentFact } from './order-facts.ts';

export type Placement = Pick<OrderDecision, 'payments' | 'confirmed' | 'replaced' | 'alert'> & {
	/** Whether money came that only a later statement can place. */
	unplaced: boolean;
};

type First = { confirmed: boolean; at: number; isWithPerson: boolean };

/**
 * Where each corroborated payment goes that is not recorded yet. One buys the tickets; others go back once both are
 * proven. Otherwise a forged receipt could make us return the true one.
 */
export function placePayments(
	facts: Facts,
	{ payments: corroborated }: CorroboratedPayments,
	review: ReviewReason | null,
): Placement {
	const proven = new Map(
		corroborated.filter((each) => each.confirmed).map((each) => [each.receipt, each.amount]),
	);
	const recorded = new Map(facts.payments.map((p) => [p.receipt, p]));
	const fresh = corroborated.filter((each) => !recorded.has(each.receipt));
	const shown = facts.payments.filter((p) => !p.confirmed && proven.has(p.receipt));
	const same = shown.filter((p) => proven.get(p.receipt) === p.amount);
	const confirmed = same.map((p) => p.receipt);
	// A callback named another amount than its proof does, and it was recorded first.
	const alert: ReviewReason | null = same.length < shown.length ? 'AMOUNT_WRONG' : null;
	const base = { confirmed, replaced: null, alert, unplaced: false };
	if (review !== null)
		return { ...base, payments: fresh.filter((s) => s.confirmed).map((s) => escalate(s, review)) };

	const current = currentOf(facts.payments);
	const buys = current ? undefined : fresh.find((each) => each.amount === facts.expected);
	const money: PaymentDecision[] = buys ? [{ ...plain(buys), as: 'applied', reason: null }] : [];
	const first = current ? firstOf(current, proven) : buys && { ...buys, isWithPerson: false };
	if (!first) return { ...base, payments: [] };
	const rest = fresh.filter((each) => each !== buys && each.confirmed);
	if (first.confirmed)
		return { ...base, payments: [...money, ...rest.map((each) => placeRest(facts, each, first))] };

	if (!current || !isCovered(facts, first.at)) return { ...base, payments: money, unplaced: rest.length > 0 };
	const trueOne = rest.find((each) => each.amount === facts.expected);
	const known = { ...first, confirmed: trueOne !== undefined };
	return {
		...base,
		payments: rest.filter((each) => each !== trueOne).map((each) => placeRest(facts, each, known)),
		replaced: trueOne ? { from: current.receipt, to: trueOne.receipt } : null,
		alert: trueOne ? 'RECEIPT_DIFFERS' : 'NOT_PULLED',
	};
}

/** Strays that are not recorded yet, each for a case of its own. The order goes on. */
export function placeStrays({ payments }: Facts, { strays }: CorroboratedPayments): PaymentDecision[] {
	const recorded = new Set(payments.map((p) => p.receipt));
	return strays
		.filter((each) => !recorded.has(each.receipt))
		.map((each) => ({ ...plain(each), as: 'review', reason: 'AMOUNT_WRONG', beside: true }));
}

/** The order's payment: the one that bought, else the first recorded. */
const currentOf = (payments: PaymentFact[]): PaymentFact | undefined =>
	payments.find((p) => p.state === 'applied') ??
	[...payments].sort((a, b) => a.at - b.at || (a.receipt < b.receipt ? -1 : 1))[0];

const firstOf = (p: PaymentFact, proven: ReadonlyMap<string, bigint>): First => ({
	confirmed: p.confirmed || proven.has(p.receipt),
	at: p.at,
	isWithPerson: p.state === 'review',
});

function placeRest(facts: Facts, each: CorroboratedPayment, first: First): PaymentDecision {
	if (each.amount !== facts.expected) return escalate(each, 'AMOUNT_WRONG');
	if (first.isWithPerson) return escalate(each, 'SECOND_RECEIPT');
	return { ...plain(each), as: 'refund_due', reason: 'SECOND_RECEIPT' };
}

const escalate = (each: CorroboratedPayment, reason: ReviewReason): PaymentDecision => ({
	...plain(each),
	as: 'review',
	reason,
});
const plain = ({ receipt, amount, confirmed }: CorroboratedPayment) => ({ receipt, amount, confirmed });
