import type { OrderDecision } from '../decision.ts';
import type { Facts, Observation, PaymentFact, PushFact } from '../order-facts.ts';

export const price = 250_000n;
export const minute = 60_000;
export const runs = { numRuns: 3_000 };
export const none = { receipt: null, amount: null };

const pushes: PushFact[] = [
	{ id: 'p1', state: 'failed', createdAt: 0, sentAt: 0, queryable: true, code: '1037' },
	{ id: 'p2', state: 'open', createdAt: minute, sentAt: minute, queryable: true, code: null },
];
export const factsOf = (observations: Observation[], now: number, isPulled: boolean): Facts => ({
	provider: 'mpesa',
	now,
	expected: price,
	holdUntil: 10 * minute,
	pushes,
	observations,
	payments: [],
	statement: isPulled ? { since: -minute, to: now } : null,
});

/** What a database would hold after a decision. */
export function remember(facts: Facts, decision: OrderDecision): Facts {
	const payments = facts.payments.map((p): PaymentFact => {
		if (p.receipt === decision.replaced?.from)
			return { ...p, receipt: decision.replaced.to, confirmed: true };
		return decision.confirmed.includes(p.receipt) ? { ...p, confirmed: true } : p;
	});
	const made = decision.payments.map((each): PaymentFact => ({ ...each, state: each.as, at: facts.now }));
	const states = new Map(decision.pushes.map((each) => [each.id, each]));
	return {
		...facts,
		payments: [...payments, ...made],
		pushes: facts.pushes.map((p) => ({ ...p, ...pick(states.get(p.id)!, p) })),
	};
}
const pick = (to: OrderDecision['pushes'][number], from: PushFact) => ({
	state: to.state,
	code: to.code ?? from.code,
});
