import * as fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import {
	type Dues,
	type FailedPayees,
	fairly,
	type Paid,
	planPayouts,
	recordOutcome,
	retryEachAlone,
} from './plan-payouts.ts';

const day = 86_400_000;
const rules = { minDue: 100n, smallMs: day };
const dues = (amounts: bigint[], more: Partial<Dues> = {}): Dues => ({
	event: 'A',
	amounts,
	creators: new Map(),
	smallSince: null,
	releaseAt: null,
	...more,
});

const paid = (payees: bigint[], creators: [string, bigint][] = []): Paid => ({
	payees,
	creators: new Map(creators),
});

test('all payees of an event are paid in one call', () => {
	const { payouts, wakeAt } = planPayouts(dues([500n, 0n, 100n]), new Map(), 1, rules);
	assert.equal(payouts, [{ event: 'A', mask: 0b101, creators: [] }]);
	assert.is(wakeAt, null);
});

test('a due that is not worth its fee is paid a day after it was seen first', () => {
	const first = planPayouts(dues([99n]), new Map(), 1000, rules);
	assert.equal(first, { payouts: [], smallSince: 1000, wakeAt: 1000 + day });
	const before = planPayouts(dues([99n], first), new Map(), 999 + day, rules);
	assert.equal(before.payouts, []);
	const after = planPayouts(dues([99n], first), new Map(), 1000 + day, rules);
	assert.equal(after.payouts, [{ event: 'A', mask: 1, creators: [] }]);
	assert.equal(planPayouts(dues([0n], first), new Map(), 1000 + day, rules), {
		payouts: [],
		smallSince: null,
		wakeAt: null,
	});
});

test('a small due beside large ones waits its day, however often those are paid', () => {
	const first = planPayouts(dues([500n, 99n]), new Map(), 1000, rules);
	assert.equal(first.payouts, [{ event: 'A', mask: 0b01, creators: [] }]);
	const again = planPayouts(dues([500n, 99n], first), new Map(), 5000, rules);
	assert.is(again.wakeAt, 1000 + day);
	const waited = planPayouts(dues([0n, 99n], again), new Map(), 1000 + day, rules);
	assert.equal(waited.payouts, [{ event: 'A', mask: 0b10, creators: [] }]);
});

test('an event is read again when its reserve is released', () => {
	assert.is(planPayouts(dues([0n], { releaseAt: 5000 }), new Map(), 1000, rules).wakeAt, 5000);
	assert.is(planPayouts(dues([0n], { releaseAt: 5000 }), new Map(), 5000, rules).wakeAt, null);
});

test('a payee that failed is left out, then tried alone, ever more rarely, and is fine again once it works', () => {
	const failedPayees: FailedPayees = new Map();
	const both = dues([500n, 500n]);
	recordOutcome(failedPayees, { event: 'A', mask: 0b11, creators: [] }, paid([500n, 0n]), 1000);
	assert.equal(planPayouts(both, failedPayees, 2000, rules), {
		payouts: [{ event: 'A', mask: 0b01, creators: [] }],
		smallSince: null,
		wakeAt: 31_000,
	});
	assert.equal(planPayouts(both, failedPayees, 31_000, rules).payouts, [
		{ event: 'A', mask: 0b01, creators: [] },
		{ event: 'A', mask: 0b10, creators: [] },
	]);
	recordOutcome(failedPayees, { event: 'A', mask: 0b10, creators: [] }, paid([0n, 0n]), 31_000);
	assert.equal(planPayouts(dues([0n, 500n]), failedPayees, 90_000, rules).payouts, []);
	recordOutcome(failedPayees, { event: 'A', mask: 0b10, creators: [] }, paid([0n, 500n]), 100_000);
	assert.is(failedPayees.size, 0);
});

test('after a call that failed as a whole each payee is tried alone, at once', () => {
	const failedPayees: FailedPayees = new Map();
	const both = dues([500n, 500n]);
	retryEachAlone(failedPayees, { event: 'A', mask: 0b11, creators: [] }, 1000);
	const alone = [
		{ event: 'A', mask: 0b01, creators: [] },
		{ event: 'A', mask: 0b10, creators: [] },
	];
	assert.equal(planPayouts(both, failedPayees, 1000, rules).payouts, alone);
	recordOutcome(failedPayees, { event: 'A', mask: 0b01, creators: [] }, paid([500n, 0n]), 1000);
	retryEachAlone(failedPayees, { event: 'A', mask: 0b10, creators: [] }, 1000);
	assert.equal(planPayouts(both, failedPayees, 2000, rules).payouts, [
		{ event: 'A', mask: 0b01, creators: [] },
	]);
	assert.equal(planPayouts(both, failedPayees, 31_000, rules).payouts, alone);
});

const creatorsOf = (n: number): string[] => Array.from({ length: n }, (_, i) => `G${i}`);

test('creators share the call of the payees, eight in each', () => {
	const names = creatorsOf(19);
	const creators = new Map(names.map((name) => [name, 500n]));
	assert.equal(planPayouts(dues([500n], { creators }), new Map(), 1, rules).payouts, [
		{ event: 'A', mask: 1, creators: names.slice(0, 8) },
		{ event: 'A', mask: 0, creators: names.slice(8, 16) },
		{ event: 'A', mask: 0, creators: names.slice(16) },
	]);
	const alone = new Map([['G0', 500n]]);
	assert.equal(planPayouts(dues([0n], { creators: alone }), new Map(), 1, rules).payouts, [
		{ event: 'A', mask: 0, creators: ['G0'] },
	]);
});

test('a creator who cannot be paid is tried alone and blocks nobody; a small commission waits its day', () => {
	const failedPayees: FailedPayees = new Map();
	const creators = new Map([
		['G0', 500n],
		['G1', 500n],
		['G2', 99n],
	]);
	const both = { event: 'A', mask: 1, creators: ['G0', 'G1'] };
	assert.equal(planPayouts(dues([500n], { creators }), failedPayees, 1000, rules).payouts, [both]);
	recordOutcome(failedPayees, both, paid([500n], [['G1', 500n]]), 1000);
	const next = planPayouts(dues([500n], { creators }), failedPayees, 31_000, rules);
	assert.equal(next.payouts, [
		{ event: 'A', mask: 1, creators: ['G1'] },
		{ event: 'A', mask: 0, creators: ['G0'] },
	]);
	assert.is(next.wakeAt, 31_000 + day);
	recordOutcome(failedPayees, next.payouts[1]!, paid([], [['G0', 500n]]), 31_000);
	assert.is(failedPayees.size, 0);
});

test('payees that were not asked for are not blamed', () => {
	const failedPayees: FailedPayees = new Map();
	recordOutcome(failedPayees, { event: 'A', mask: 0b01, creators: [] }, paid([5n, 0n]), 0);
	assert.is(failedPayees.size, 0);
});

test('a payee who is owed something is paid now, or the event is read again later', () => {
	const amount = fc.constantFrom(0n, 1n, 99n, 100n, 5000n);
	fc.assert(
		fc.property(
			fc.array(amount, { minLength: 1, maxLength: 10 }),
			fc.option(fc.integer({ min: 0, max: 2 * day })),
			fc.array(fc.tuple(fc.nat(9), fc.integer({ min: 0, max: 3 * day }))),
			(amounts, smallSince, failed) => {
				const now = 2 * day;
				const failedPayees: FailedPayees = new Map(
					failed.map(([index, notBefore]) => [`A ${index}`, { failures: 1, notBefore }]),
				);
				const { payouts, wakeAt } = planPayouts(dues(amounts, { smallSince }), failedPayees, now, rules);
				const paid = payouts.reduce((mask, payout) => mask | payout.mask, 0);
				for (const [index, due] of amounts.entries()) {
					const isPaid = ((paid >> index) & 1) === 1;
					assert.ok(due > 0n ? isPaid || (wakeAt !== null && wakeAt > now) : !isPaid);
				}
			},
		),
		{ numRuns: 2000 },
	);
});

test('takes one call of each event in turn, and a few of each in a round', () => {
	const of = (event: string, n: number) =>
		Array.from({ length: n }, (_, i) => ({ event, mask: 1 << i, creators: [] }));
	const order = fairly([...of('many', 16), ...of('one', 1), ...of('two', 2)], 4);
	assert.equal(
		order.map(({ event }) => event),
		['many', 'one', 'two', 'many', 'two', 'many', 'many'],
	);
});

test.run();
