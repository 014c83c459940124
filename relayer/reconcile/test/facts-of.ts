import { decide } from '../decide.ts';
import type { Facts, Observation, PaymentFact, PushFact } from '../order-facts.ts';

/** As M-Pesa's rail states it. */
export const trust = {
	callback: 'proposes',
	query: 'corroborates',
	notice: 'proposes',
	statement: 'proves',
} as const;

export const second = 1000;
export const minute = 60 * second;
export const price = 250_000n;

export const push = (over: Partial<PushFact> = {}): PushFact => ({
	id: 'p1',
	state: 'open',
	createdAt: 0,
	sentAt: 0,
	queryable: true,
	code: null,
	...over,
});
export const message = (kind: Observation['kind'], over: Partial<Observation> = {}): Observation => ({
	kind,
	trust: trust[kind],
	push: kind === 'callback' || kind === 'query' ? 'p1' : null,
	code: kind === 'callback' || kind === 'query' ? '0' : null,
	receipt: kind === 'query' ? null : 'R1',
	amount: kind === 'query' ? null : price,
	at: 2 * second,
	...over,
});
export const refused = (kind: 'callback' | 'query', code: string, over: Partial<Observation> = {}) =>
	message(kind, { code, receipt: null, amount: null, ...over });
export const payment = (over: Partial<PaymentFact> = {}): PaymentFact => ({
	receipt: 'R1',
	amount: price,
	state: 'applied',
	confirmed: false,
	at: 3 * second,
	...over,
});
export const about = (messages: Observation[], over: Partial<Facts> = {}) =>
	decide({
		provider: 'mpesa',
		now: 20 * second,
		expected: price,
		holdUntil: 10 * minute,
		pushes: [push()],
		observations: messages,
		payments: [],
		statement: null,
		...over,
	});
export const covered = { statement: { since: -48 * 60 * minute, to: 10 * minute }, now: 10 * minute };
