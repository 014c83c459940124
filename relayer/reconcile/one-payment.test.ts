import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { decide } from './decide.ts';
import type { Observation } from './order-facts.ts';
import { endAfter, minute, none, price, runs } from './test/random-facts.ts';

const test = suite('messages about one order, in any order');

const about = { push: 'p2', at: minute };
const query = (code: string): Observation => ({
	kind: 'query',
	trust: 'corroborates',
	code,
	...none,
	...about,
});
const callback = (
	code: string,
	receipt: string | null = null,
	amount: bigint | null = null,
): Observation => ({
	kind: 'callback',
	trust: 'proposes',
	code,
	receipt,
	amount,
	...about,
});
const row = (receipt: string, amount: bigint): Observation => ({
	kind: 'statement',
	trust: 'proves',
	push: null,
	code: null,
	receipt,
	amount,
	at: minute,
});
const notice = (receipt: string, amount: bigint): Observation => ({
	...row(receipt, amount),
	kind: 'notice',
	trust: 'proposes',
});

const callbacks = [
	callback('1032'),
	callback('0', 'R1', price),
	callback('0', 'R1', 100n),
	callback('0', 'R9', price),
	callback('0'),
];
const denials = [query('1032'), query('PENDING')];

/** Some of `all` and each of `certain`, in any order. */
const anyOrder = (all: Observation[], certain: Observation[]): fc.Arbitrary<Observation[]> =>
	fc
		.subarray(all, { maxLength: 6 })
		.chain((some) => fc.shuffledSubarray([...some, ...certain], { minLength: some.length + certain.length }));

/** What M-Pesa may say of a payment that it took, and what others may forge of it. In the end it lists the payment. */
const onePayment = anyOrder(
	[...callbacks, ...denials, query('0'), notice('R1', price), notice('R9', price), row('R8', 100n)],
	[row('R1', price)],
);

/** The same of a payment that nobody made. */
const noPayment = anyOrder([...callbacks, ...denials, notice('R9', price), row('R8', 100n)], []);

test('a payment of M-Pesa ends the same in any order of its messages, also when a callback or a query denies it', () => {
	fc.assert(
		fc.property(onePayment, (messages) => {
			const [end, ...money] = endAfter(messages, decide);
			assert.is(end, 'paid');
			assert.ok(money.includes('R1 applied'));
			assert.equal(
				money.filter((each) => each !== 'R1 applied' && each !== 'R8 review'),
				[],
			);
		}),
		runs,
	);
});

test('callback, denial, success and statement settle in each of their orders', () => {
	const facts = [callback('0', 'R1', price), callback('1032'), query('1032'), query('0'), row('R1', price)];
	for (const messages of ordersOf(facts))
		assert.equal(endAfter(messages, decide), ['paid', 'R1 applied'], namesOf(messages));
	const denied = [callback('0', 'R1', price), query('1032'), row('R1', price)];
	for (const messages of ordersOf(denied))
		assert.equal(endAfter(messages, decide), ['paid', 'R1 applied'], namesOf(messages));
});

test('a payment that M-Pesa never lists ends the same in any order of its messages', () => {
	const [claimed, denied] = [callback('0', 'R1', price), query('1032')];
	for (const messages of ordersOf([claimed, denied, callback('1032')]))
		assert.equal(endAfter(messages, decide), ['review CONTRADICTION'], namesOf(messages));
	const pair = noPayment.chain((messages) =>
		fc.tuple(fc.constant(messages), fc.shuffledSubarray(messages, { minLength: messages.length })),
	);
	fc.assert(
		fc.property(pair, ([messages, other]) => {
			const end = endAfter(messages, decide);
			assert.equal(endAfter(other, decide), end);
			assert.not.match(end[0]!, 'paid');
			assert.not.match(end[0]!, 'pending');
		}),
		runs,
	);
});

test('a payment of another amount ends the same in any order of its messages', () => {
	const wrong = [callback('0', 'R1', 100n), query('0'), row('R1', 100n)];
	for (const some of [wrong, wrong.slice(0, 2), [wrong[0]!, wrong[2]!]])
		for (const messages of ordersOf(some)) {
			const money = some.includes(wrong[2]!) ? ['R1 review'] : [];
			assert.equal(endAfter(messages, decide), ['review AMOUNT_WRONG', ...money], namesOf(messages));
		}
});

for (const [name, denied] of [
	['callback', callback('1032')],
	['query', query('1032')],
] as const)
	test(`the same, were the denial of a ${name} believed at once, would end in two ways: the property can fail`, () => {
		const torn: typeof decide = (facts) => {
			const decision = decide(facts);
			const isDenied = facts.observations.some(
				(each) => each.kind === denied.kind && each.code === denied.code,
			);
			const isClaimed = facts.observations.some((each) => each.kind !== denied.kind && each.code === '0');
			const isSpent = facts.payments.some((each) => each.state === 'applied');
			return isDenied && isClaimed && !isSpent
				? { ...decision, order: { end: 'review', reason: 'CONTRADICTION' } }
				: decision;
		};
		const success = name === 'query' ? callback('0', 'R1', price) : query('0');
		const ends = ordersOf([denied, success, row('R1', price)]).map((each) => endAfter(each, torn).join());
		assert.ok(new Set(ends).size > 1);
	});

const namesOf = (messages: Observation[]): string =>
	messages.map((each) => `${each.kind} ${each.code ?? each.receipt}`).join(', ');

function ordersOf<T>(all: T[]): T[][] {
	if (all.length < 2) return [all];
	return all.flatMap((each, i) => ordersOf(all.toSpliced(i, 1)).map((rest) => [each, ...rest]));
}

test.run();
