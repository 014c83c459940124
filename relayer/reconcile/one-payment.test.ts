import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { decide } from './decide.ts';
import type { Observation } from './order-facts.ts';
import { factsOf, minute, none, price, remember, runs } from './test/random-facts.ts';

const test = suite('messages about one payment, in any order');

/** What M-Pesa may say of a payment that it took: any callback, a query of success, and in the end its own list. */
const onePayment = fc
	.record({
		callback: fc.constantFrom(null, '1032', '1037', '0'),
		query: fc.boolean(),
		notice: fc.boolean(),
		shilling: fc.boolean(),
	})
	.chain(({ callback, query, notice, shilling }) => {
		const about = { push: 'p2', at: minute };
		const said: Observation[] = [
			{
				kind: 'statement',
				trust: 'proves',
				push: null,
				code: null,
				receipt: 'R1',
				amount: price,
				at: minute,
			},
		];
		const named = callback === '0' ? { receipt: 'R1', amount: price } : none;
		if (callback) said.push({ kind: 'callback', trust: 'proposes', code: callback, ...named, ...about });
		if (query) said.push({ kind: 'query', trust: 'corroborates', code: '0', ...none, ...about });
		if (notice) said.push({ ...said[0]!, kind: 'notice', trust: 'proposes' });
		if (shilling) said.push({ ...said[0]!, receipt: 'R9', amount: 100n });
		return fc.shuffledSubarray(said, { minLength: said.length });
	});

/** Where the order is when all messages came, each a minute after the one before. */
function endAfter(messages: Observation[], deciding: typeof decide): string {
	let state = 'pending';
	let facts = factsOf([], minute, false);
	for (const each of messages) {
		const now = facts.now + minute;
		facts = { ...facts, now, observations: [...facts.observations, { ...each, at: now }] };
		const decision = deciding(facts);
		if (state === 'pending' && decision.order.end === 'fail') state = 'failed';
		if (state !== 'paid' && decision.order.end === 'review') state = 'review';
		if (decision.payments.some((p) => p.as === 'applied')) state = state === 'review' ? 'review' : 'paid';
		facts = remember(facts, decision);
	}
	return `${state} ${facts.payments.filter((p) => p.state === 'applied').map((p) => p.receipt)}`;
}

test('one payment of M-Pesa has one end, in any order of its messages, also where a callback denies it', () => {
	fc.assert(
		fc.property(onePayment, (messages) => assert.is(endAfter(messages, decide), 'paid R1')),
		runs,
	);
});

test('the same, were a callback’s denial believed against a query, would end in two ways: the property can fail', () => {
	const torn: typeof decide = (facts) => {
		const has = (kind: string, code: (text: string) => boolean) =>
			facts.observations.some((each) => each.kind === kind && each.code !== null && code(each.code));
		const isTorn = has('callback', (code) => code !== '0') && has('query', (code) => code === '0');
		const decision = decide(facts);
		return isTorn ? { ...decision, order: { end: 'review', reason: 'CONTRADICTION' } } : decision;
	};
	const ends = new Set<string>();
	fc.assert(
		fc.property(onePayment, (messages) => void ends.add(endAfter(messages, torn))),
		runs,
	);
	assert.ok(ends.size > 1);
});

test.run();
