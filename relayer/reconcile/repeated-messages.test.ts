import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { decide } from './decide.ts';
import type { Observation } from './order-facts.ts';
import { message, refused } from './test/facts-of.ts';
import { factsOf, minute, price, runs } from './test/random-facts.ts';

const test = suite('a message that repeats');

const at = fc.integer({ min: 0, max: 20 * minute });
const push = fc.constantFrom('p1', 'p2');
const receipt = fc.constantFrom('R1', 'R2');
const amount = fc.constantFrom(price, price, price, 100n);
const hook = fc.oneof(
	fc.record({ push, receipt, amount, at }).map((over) => message('callback', over)),
	fc
		.tuple(fc.constantFrom('1032', '17', 'PENDING'), fc.record({ push, at }))
		.map(([code, over]) => refused('callback', code, over)),
	fc.record({ receipt, amount, at }).map((over) => message('notice', over)),
);
const answer = fc.oneof(
	fc.record({ push, at }).map((over) => message('query', over)),
	fc.record({ push, at }).map((over) => refused('query', '1032', over)),
	fc.record({ receipt, amount, at }).map((over) => message('statement', over)),
);
const repeated = fc.record({ first: hook, later: fc.array(at, { maxLength: 6 }) });

/** Each time that it came. */
const all = ({ first, later }: { first: Observation; later: number[] }): Observation[] =>
	[first.at, ...later].map((time) => ({ ...first, at: time }));
/** What the database gives of it: `load-facts.ts`. */
const firstAndLast = (each: { first: Observation; later: number[] }): Observation[] => {
	const times = [each.first.at, ...each.later];
	return [Math.min(...times), Math.max(...times)].map((time) => ({ ...each.first, at: time }));
};

test('decides the same by its first and last time as by all of them', () => {
	fc.assert(
		fc.property(
			fc.array(repeated, { maxLength: 4 }),
			fc.array(answer, { maxLength: 4 }),
			fc.integer({ min: 0, max: 40 * minute }),
			fc.boolean(),
			(hooks, answers, now, isRead) => {
				const came = (messages: Observation[]) =>
					decide(
						factsOf(
							[...messages, ...answers].filter((each) => each.at <= now),
							now,
							isRead,
						),
					);
				const arrived = hooks.map(({ first, later }) => ({
					first: { ...first, at: Math.min(first.at, now) },
					later: later.map((time) => Math.min(time, now)),
				}));
				const [whole, counted] = [came(arrived.flatMap(all)), came(arrived.flatMap(firstAndLast))];
				const money = ({ order, payments, confirmed, replaced }: typeof whole) => ({
					order,
					payments,
					confirmed,
					replaced,
				});
				assert.equal(money(counted), money(whole));
				assert.equal(
					counted.pushes.map(({ id, state, code }) => [id, state, code]),
					whole.pushes.map(({ id, state, code }) => [id, state, code]),
				);
			},
		),
		runs,
	);
});

test('the control: by its first time alone, a failure that came again would not be the newest', () => {
	const facts = (messages: Observation[]) => factsOf(messages, 10_000, false);
	const [first, other] = [
		refused('callback', '1032', { push: 'p2', at: 1 }),
		refused('callback', '17', { push: 'p2', at: 2 }),
	];
	const again = { ...first, at: 3 };
	assert.equal(decide(facts([first, other])).order, { end: 'fail', reason: 'MPESA_17' });
	assert.equal(decide(facts([first, other, again])).order, { end: 'fail', reason: 'MPESA_1032' });
});

test.run();
