import { type CorroboratedPayments, corroboratedPayments, ownPayments } from './corroborated-payments.ts';
import type { OrderDecision, OrderOutcome } from './decision.ts';
import { nextChecks } from './next-checks.ts';
import { type Facts, patience } from './order-facts.ts';
import { placePayments, placeStrays } from './place-payments.ts';
import { type Evidence, evidenceOf } from './push-evidence.ts';
import { outcomeOf, type PushOutcome } from './push-outcome.ts';
import { type PushWithoutPayment, pushesWithoutPayment } from './pushes-without-payment.ts';

/**
 * Decides what follows from all facts about an order's money. No other code decides that. Pure: the same facts, in any
 * order, give the same decision. Tickets are issued for corroborated money, and only proven money goes back.
 */
export function decide(all: Facts): OrderDecision {
	const evidence = evidenceOf(all);
	const facts = { ...all, payments: ownPayments(all, evidence) };
	const beside = all.payments.filter((p) => !facts.payments.includes(p)).map((p) => p.receipt);
	const money = corroboratedPayments(facts, evidence, new Set(beside));
	const missing = pushesWithoutPayment(evidence, money);
	const outcomes = evidence.map((e) => outcomeOf(facts, e, money, missing));
	const paid = money.payments.find((each) => each.amount === facts.expected && !each.blocked);
	const order = endOf(facts, evidence, money, missing, outcomes, paid !== undefined);
	const placed = placePayments(facts, money, order.end === 'review' ? order.reason : null);
	// Until then a push may still name it.
	const isQuiet =
		missing.every((each) => facts.now >= each.since + patience) && !outcomes.some((each) => each.live);
	if (isQuiet || order.end === 'review') placed.payments.push(...placeStrays(all, money));
	const { pushes, readStatement } = nextChecks(facts, { evidence, money, missing, outcomes, placed });
	return { order, ...placed, pushes, readStatement };
}

function endOf(
	facts: Facts,
	evidence: Evidence[],
	money: CorroboratedPayments,
	missing: PushWithoutPayment[],
	outcomes: PushOutcome[],
	paid: boolean,
): OrderOutcome {
	if (facts.payments.some((p) => p.state === 'applied')) return { end: 'pay' };
	if (facts.payments.length > 0) return endBeside(outcomes);
	if (paid) return { end: 'pay' };
	if (evidence.some((e) => e.contradictory)) return { end: 'review', reason: 'CONTRADICTION' };
	if (anyWrongAmount(facts, money)) return { end: 'review', reason: 'AMOUNT_WRONG' };
	const over = missing.find((each) => facts.now >= each.since + patience);
	if (over) return { end: 'review', reason: over.reason };
	if (outcomes.some((each) => each.gap)) return { end: 'review', reason: 'PULL_GAP' };
	if (missing.length > 0 || outcomes.some((each) => each.live)) return { end: 'wait' };
	return outcomes.at(-1)?.end ?? { end: 'wait' };
}

/**
 * The order's money was placed before: it goes back, or a case has it. Later money cannot buy the tickets. An order
 * that still waits for a push ends with that push, since nothing else would end it.
 */
function endBeside(outcomes: PushOutcome[]): OrderOutcome {
	if (outcomes.some((each) => each.live)) return { end: 'wait' };
	const last = outcomes.at(-1)?.end;
	return last && last.end !== 'wait' ? last : { end: 'fail', reason: 'MONEY_CAME' };
}

/**
 * A payment that a push names, or such a claim, with another amount; a claim may name none. A proven receipt has the
 * amount of its proof.
 */
function anyWrongAmount(facts: Facts, { payments }: CorroboratedPayments): boolean {
	const proven = new Set(payments.filter((each) => each.confirmed).map((each) => each.receipt));
	return (
		payments.some((each) => each.amount !== facts.expected) ||
		facts.observations.some(
			(each) =>
				each.kind === 'callback' &&
				each.code === '0' &&
				each.receipt !== null &&
				!proven.has(each.receipt) &&
				each.amount !== null &&
				each.amount !== facts.expected,
		)
	);
}
