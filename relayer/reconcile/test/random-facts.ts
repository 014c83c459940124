import type { decide } from '../decide.ts';
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

/**
 * How an order ends: its state and reason, then each payment with its state. The messages come a quarter of a minute
 * apart, and then the statement is read for forty minutes.
 */
export function endAfter(messages: Observation[], deciding: typeof decide): string[] {
	let end = 'pending';
	let facts = factsOf([], minute, false);
	const look = (now: number, more: Partial<Facts>) => {
		facts = { ...facts, ...more, now };
		const { order, ...decision } = deciding(facts);
		if (end === 'pending' && (order.end === 'fail' || order.end === 'expire')) end = `failed ${order.reason}`;
		if (order.end === 'review' && /^pending|^failed/.test(end)) end = `review ${order.reason}`;
		// A case is open: money that would buy the tickets waits with it.
		const payments = decision.payments.map((each) =>
			each.as === 'applied' && end.startsWith('review')
				? { ...each, as: 'review' as const, reason: 'LATE_MONEY' as const }
				: each,
		);
		if (payments.some((each) => each.as === 'applied')) end = 'paid';
		facts = remember(facts, { ...decision, order, payments });
	};
	for (const each of messages) {
		const at = facts.now + minute / 4;
		look(at, { observations: [...facts.observations, { ...each, at }] });
	}
	for (let i = 0; i < 8; i++) {
		const to = facts.now + 5 * minute;
		look(to, { statement: { since: -minute, to } });
	}
	return [end, ...facts.payments.map((each) => `${each.receipt} ${each.state}`).sort()];
}
