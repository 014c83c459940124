import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { decide } from './decide.ts';
import type { OrderDecision } from './decision.ts';
import type { Facts, Observation, PaymentFact, PushFact } from './order-facts.ts';

const price = 250_000n;
const minute = 60_000;
const runs = { numRuns: 3_000 };

const receipt = fc.constantFrom('R1', 'R2', 'R3');
const amount = fc.oneof(
	{ weight: 4, arbitrary: fc.constant(price) },
	{ weight: 1, arbitrary: fc.constant(100n) },
);
const at = fc.integer({ min: 0, max: 20 * minute });
const pushId = fc.constantFrom('p1', 'p2');
const failure = fc.constantFrom('1', '1032', '1037', 'PENDING');
const none = { receipt: null, amount: null };
const proposals = [
	fc.record({
		kind: fc.constant('callback' as const),
		trust: fc.constant('proposes' as const),
		push: pushId,
		code: fc.constant('0'),
		receipt,
		amount,
		at,
	}),
	fc
		.record({
			kind: fc.constant('callback' as const),
			trust: fc.constant('proposes' as const),
			push: pushId,
			code: failure,
			at,
		})
		.map((each) => ({ ...each, ...none })),
	fc.record({
		kind: fc.constant('notice' as const),
		trust: fc.constant('proposes' as const),
		push: fc.constant(null),
		code: fc.constant(null),
		receipt,
		amount,
		at,
	}),
];
const answers = [
	fc
		.record({
			kind: fc.constant('query' as const),
			trust: fc.constant('corroborates' as const),
			push: pushId,
			code: fc.oneof(failure, fc.constant('0')),
			at,
		})
		.map((each) => ({ ...each, ...none })),
	fc.record({
		kind: fc.constant('statement' as const),
		trust: fc.constant('proves' as const),
		push: fc.constant(null),
		code: fc.constant(null),
		receipt,
		amount,
		at,
	}),
];
const anything: fc.Arbitrary<Observation[]> = fc.array(fc.oneof(...proposals, ...answers), { maxLength: 10 });
const proposed: fc.Arbitrary<Observation[]> = fc.array(fc.oneof(...proposals), { maxLength: 8 });

const pushes: PushFact[] = [
	{ id: 'p1', state: 'failed', createdAt: 0, sentAt: 0, queryable: true, code: '1037' },
	{ id: 'p2', state: 'open', createdAt: minute, sentAt: minute, queryable: true, code: null },
];
const factsOf = (observations: Observation[], now: number, isPulled: boolean): Facts => ({
	provider: 'mpesa',
	now,
	expected: price,
	holdUntil: 10 * minute,
	pushes,
	observations,
	payments: [],
	statement: isPulled ? { since: -minute, to: now } : null,
});

/** What came before, and bought nothing: a person has it, or it goes back. */
const placed: fc.Arbitrary<PaymentFact[]> = fc
	.record({
		receipt: fc.constantFrom('R0', 'R1'),
		amount,
		state: fc.constantFrom('review' as const, 'refund_due' as const, 'refunded' as const),
		confirmed: fc.boolean(),
		at,
	})
	.chain((each) => fc.constantFrom([], [each]));

/** What a database would hold after a decision. */
function remember(facts: Facts, decision: OrderDecision): Facts {
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

/** Every query gets no answer. */
function askedAfter(facts: Facts): Facts {
	const asked = decide(facts).pushes.filter((each) => each.query);
	const silence = {
		kind: 'query' as const,
		trust: 'corroborates' as const,
		code: 'NO_ANSWER',
		...none,
		at: facts.now,
	};
	return {
		...facts,
		observations: [...facts.observations, ...asked.map(({ id }) => ({ ...silence, push: id }))],
	};
}

const shown = (observations: Observation[], name: string) =>
	observations.some((each) => each.kind === 'statement' && each.receipt === name);
const corroborated = (observations: Observation[], name: string) =>
	observations.some(
		(proposal) => proposal.kind !== 'statement' && proposal.receipt === name && proposal.amount === price,
	) && observations.some((each) => each.kind === 'query' && each.code === '0');

const test = suite('decisions on random messages');

test('the same set in another order gives the same verdict', () => {
	const shuffled = anything.chain((observations) =>
		fc.tuple(
			fc.constant(observations),
			fc.shuffledSubarray(observations, { minLength: observations.length }),
		),
	);
	fc.assert(
		fc.property(shuffled, at, fc.boolean(), ([observations, other], now, isPulled) => {
			assert.equal(decide(factsOf(other, now, isPulled)), decide(factsOf(observations, now, isPulled)));
		}),
		runs,
	);
});

test('what nobody was asked about never moves money', () => {
	fc.assert(
		fc.property(proposed, at, fc.boolean(), (observations, now, isPulled) => {
			const decision = decide(factsOf(observations, now, isPulled));
			assert.equal(decision.payments, []);
			assert.is.not(decision.order.end, 'pay');
		}),
		runs,
	);
});

test('the same, were callbacks believed like Pull, would move money: the property can fail', () => {
	const believed = proposed.map((observations) =>
		observations.map((each): Observation => ({ ...each, kind: 'statement', trust: 'proves', push: null })),
	);
	const result = fc.check(
		fc.property(believed, at, fc.boolean(), (observations, now, isPulled) =>
			assert.equal(decide(factsOf(observations, now, isPulled)).payments, []),
		),
		runs,
	);
	assert.ok(result.failed);
});

test('tickets are only for money that Pull shows, or that a query vouches for and somebody named', () => {
	fc.assert(
		fc.property(anything, at, fc.boolean(), (observations, now, isPulled) => {
			for (const each of decide(factsOf(observations, now, isPulled)).payments) {
				if (each.as === 'applied')
					assert.ok(
						each.amount === price &&
							(shown(observations, each.receipt) || corroborated(observations, each.receipt)),
					);
				else assert.ok(shown(observations, each.receipt));
			}
		}),
		runs,
	);
});

test('messages one after the other: one payment buys, none both buys and goes back, none goes back unproven', () => {
	fc.assert(
		fc.property(anything, fc.boolean(), (messages, isPulled) => {
			let facts = factsOf([], 0, isPulled);
			for (const each of messages) {
				const now = Math.max(facts.now, each.at);
				facts = {
					...facts,
					now,
					observations: [...facts.observations, each],
					statement: factsOf([], now, isPulled).statement,
				};
				const decision = decide(facts);
				for (const owed of decision.payments.filter((m) => m.as === 'refund_due')) {
					assert.ok(shown(facts.observations, owed.receipt));
					const kept =
						facts.payments.find((p) => p.state === 'applied')?.receipt ?? decision.payments[0]!.receipt;
					assert.ok(shown(facts.observations, decision.replaced?.to ?? kept), `${kept} was not shown`);
				}
				facts = remember(facts, decision);
				const receipts = facts.payments.map((p) => p.receipt);
				assert.is(new Set(receipts).size, receipts.length);
				assert.ok(facts.payments.filter((p) => p.state === 'applied').length <= 1);
				const again = decide(facts);
				assert.equal(again.payments, [], 'a decision that was carried out leaves nothing to record');
			}
		}),
		runs,
	);
});

test('in the end nothing waits for ever', () => {
	fc.assert(
		fc.property(anything, placed, (observations, payments) => {
			let facts = { ...factsOf(observations, 60 * minute, true), payments };
			for (let i = 0; i < 4; i++) {
				facts = askedAfter(remember(facts, decide(facts)));
				const now = facts.now + 10 * minute;
				facts = { ...facts, now, statement: factsOf([], now, true).statement };
			}
			const last = decide(facts);
			assert.is.not(last.order.end, 'wait', 'no order waits for ever');
			assert.equal(
				last.pushes.filter((p) => p.wakeAt !== null),
				[],
			);
			const rows = observations.filter((each) => each.kind === 'statement').map((each) => each.receipt!);
			const known = new Set(facts.payments.map((p) => p.receipt));
			assert.equal(
				rows.filter((name) => !known.has(name)),
				[],
				'each sum of Pull is recorded',
			);
		}),
		runs,
	);
});

test.run();
