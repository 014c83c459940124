import * as fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { type Dues, type FailedPayees, planPayouts, recordOutcome, retryEachAlone } from './plan-payouts.ts';

const day = 86_400_000;
const rules = { minDue: 100n, smallMs: day };
const dues = (amounts: bigint[], more: Partial<Dues> = {}): Dues => ({
	event: 'A',
	amounts,
	smallSince: null,
	releaseAt: null,
	...more,
});

test('all payees of an event are paid in one call', () => {
	const { payouts, wakeAt } = planPayouts(dues([500n, 0n, 100n]), new Map(), 1, rules);
	assert.equal(payouts, [{ event: 'A', mask: 0b101 }]);
	assert.is(wakeAt, null);
});

test('a due that is not worth its fee is paid a day after it was seen first', () => {
	const first = planPayouts(dues([99n]), new Map(), 1000, rules);
	assert.equal(first, { payouts: [], smallSince: 1000, wakeAt: 1000 + day });
	const before = planPayouts(dues([99n], first), new Map(), 999 + day, rules);
	assert.equal(before.payouts, []);
	const after = planPayouts(dues([99n], first), new Map(), 1000 + day, rules);
	assert.equal(after.payouts, [{ event: 'A', mask: 1 }]);
	assert.equal(planPayouts(dues([0n], first), new Map(), 1000 + day, rules), {
		payouts: [],
		smallSince: null,
		wakeAt: null,
	});
});

test('a small due beside large ones waits its day, however often those are paid', () => {
	const first = planPayouts(dues([500n, 99n]), new Map(), 1000, rules);
	assert.equal(first.payouts, [{ event: 'A', mask: 0b01 }]);
	const again = planPayouts(dues([500n, 99n], first), new Map(), 5000, rules);
	assert.is(again.wakeAt, 1000 + day);
	const waited = planPayouts(dues([0n, 99n], again), new Map(), 1000 + day, rules);
	assert.equal(waited.payouts, [{ event: 'A', mask: 0b10 }]);
});

test('an event is read again when its reserve is released', () => {
	assert.is(planPayouts(dues([0n], { releaseAt: 5000 }), new Map(), 1000, rules).wakeAt, 5000);
	assert.is(planPayouts(dues([0n], { releaseAt: 5000 }), new Map(), 5000, rules).wakeAt, null);
});

test('a payee that failed is left out, then tried alone, ever more rarely, and is fine again once it works', () => {
	const failedPayees: FailedPayees = new Map();
	const both = dues([500n, 500n]);
	recordOutcome(failedPayees, { event: 'A', mask: 0b11 }, [500n, 0n], 1000);
	assert.equal(planPayouts(both, failedPayees, 2000, rules), {
		payouts: [{ event: 'A', mask: 0b01 }],
		smallSince: null,
		wakeAt: 31_000,
	});
	assert.equal(planPayouts(both, failedPayees, 31_000, rules).payouts, [
		{ event: 'A', mask: 0b01 },
		{ event: 'A', mask: 0b10 },
	]);
	recordOutcome(failedPayees, { event: 'A', mask: 0b10 }, [0n, 0n], 31_000);
	assert.equal(planPayouts(dues([0n, 500n]), failedPayees, 90_000, rules).payouts, []);
	recordOutcome(failedPayees, { event: 'A', mask: 0b10 }, [0n, 500n], 100_000);
	assert.is(failedPayees.size, 0);
});

test('after a call that failed as a whole each payee is tried alone, at once', () => {
	const failedPayees: FailedPayees = new Map();
	const both = dues([500n, 500n]);
	retryEachAlone(failedPayees, { event: 'A', mask: 0b11 }, 1000);
	const alone = [
		{ event: 'A', mask: 0b01 },
		{ event: 'A', mask: 0b10 },
	];
	assert.equal(planPayouts(both, failedPayees, 1000, rules).payouts, alone);
	recordOutcome(failedPayees, { event: 'A', mask: 0b01 }, [500n, 0n], 1000);
	retryEachAlone(failedPayees, { event: 'A', mask: 0b10 }, 1000);
	assert.equal(planPayouts(both, failedPayees, 2000, rules).payouts, [{ event: 'A', mask: 0b01 }]);
	assert.equal(planPayouts(both, failedPayees, 31_000, rules).payouts, alone);
});

test('payees that were not asked for are not blamed', () => {
	const failedPayees: FailedPayees = new Map();
	recordOutcome(failedPayees, { event: 'A', mask: 0b01 }, [5n, 0n], 0);
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

test.run();
