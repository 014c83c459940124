import type { ReviewReason } from '../reasons.ts';
import type { CorroboratedPayments } from './corroborated-payments.ts';
import { type Facts, isCovered, patience } from './order-facts.ts';
import type { Evidence } from './push-evidence.ts';

/** A message reports a push as paid, and its payment is not found yet. */
export type PushWithoutPayment = {
	push: string;
	since: number;
	/** Why a person decides if the payment is not found. */
	reason: Extract<ReviewReason, 'NO_RECEIPT' | 'UNCONFIRMED' | 'CONTRADICTION' | 'AMOUNT_WRONG'>;
	/** Whether its wait is over. */
	isOver: boolean;
};

export const pushesWithoutPayment = (
	facts: Facts,
	evidence: Evidence[],
	{ served }: CorroboratedPayments,
): PushWithoutPayment[] =>
	evidence
		.filter((e) => !served.has(e.push.id))
		.flatMap((e): PushWithoutPayment[] => {
			const since = Math.min(e.claims[0]?.at ?? Infinity, e.corroborated?.at ?? Infinity);
			if (since === Infinity) return [];
			const isOver = facts.now >= since + patience || isRefuted(facts, e);
			return [{ push: e.push.id, since, reason: reasonOf(facts, e), isOver }];
		});

/** A query denies what a callback claims. Which of the two came first does not matter. */
const isDenied = ({ claims, corroborated, denied }: Evidence): boolean =>
	claims.length > 0 && denied !== null && corroborated === null;

const namesOtherAmount = ({ expected }: Facts, { claims }: Evidence): boolean =>
	claims.some(({ amount }) => amount !== null && amount !== expected);

/** The statement should list the payment of a doubtful claim by now. So nothing is left to wait for. */
const isRefuted = (facts: Facts, e: Evidence): boolean =>
	(isDenied(e) || namesOtherAmount(facts, e)) && isCovered(facts, e.claims.at(-1)!.at);

function reasonOf(facts: Facts, e: Evidence): PushWithoutPayment['reason'] {
	if (isDenied(e)) return 'CONTRADICTION';
	if (namesOtherAmount(facts, e)) return 'AMOUNT_WRONG';
	if (!e.corroborated) return 'UNCONFIRMED';
	return e.refusals.length > 0 && e.claims.length === 0 ? 'CONTRADICTION' : 'NO_RECEIPT';
}
