import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { type Due, learn, part, plan, type Trouble } from './plan.ts';

const rules = { minDue: 100n, dailyMs: 86_400_000 };
const due = (event: string, index: number, amount: bigint): Due => ({ event, index, amount });

test('all payees of an event are paid in one call', () => {
	const dues = [due('A', 0, 500n), due('A', 2, 100n), due('B', 1, 900n)];
	assert.equal(plan(dues, new Map(), 0, 1, rules), [
		{ event: 'A', mask: 0b101 },
		{ event: 'B', mask: 0b10 },
	]);
});

test('what is not worth its fee waits for the daily round', () => {
	const dues = [due('A', 0, 99n)];
	assert.equal(plan(dues, new Map(), 0, rules.dailyMs - 1, rules), []);
	assert.equal(plan(dues, new Map(), 0, rules.dailyMs, rules), [{ event: 'A', mask: 1 }]);
	assert.equal(plan([due('A', 0, 0n)], new Map(), 0, rules.dailyMs, rules), []);
});

test('a payee that failed is left out, then tried alone, ever more rarely, and forgotten once it works', () => {
	const trouble: Trouble = new Map();
	const dues = [due('A', 0, 500n), due('A', 1, 500n)];
	learn(trouble, { event: 'A', mask: 0b11 }, [500n, 0n], 1000);
	assert.equal(plan(dues, trouble, 0, 2000, rules), [{ event: 'A', mask: 0b01 }]);
	assert.equal(plan(dues, trouble, 0, 31_000, rules), [
		{ event: 'A', mask: 0b01 },
		{ event: 'A', mask: 0b10 },
	]);
	learn(trouble, { event: 'A', mask: 0b10 }, [0n, 0n], 31_000);
	assert.equal(plan([due('A', 1, 500n)], trouble, 0, 90_000, rules), []);
	learn(trouble, { event: 'A', mask: 0b10 }, [0n, 500n], 100_000);
	assert.is(trouble.size, 0);
});

test('after a call that failed as a whole each payee is tried alone, at once', () => {
	const trouble: Trouble = new Map();
	const dues = [due('A', 0, 500n), due('A', 1, 500n)];
	part(trouble, { event: 'A', mask: 0b11 }, 1000);
	const alone = [
		{ event: 'A', mask: 0b01 },
		{ event: 'A', mask: 0b10 },
	];
	assert.equal(plan(dues, trouble, 0, 1000, rules), alone);
	learn(trouble, { event: 'A', mask: 0b01 }, [500n, 0n], 1000);
	part(trouble, { event: 'A', mask: 0b10 }, 1000);
	assert.equal(plan(dues, trouble, 0, 2000, rules), [{ event: 'A', mask: 0b01 }]);
	assert.equal(plan(dues, trouble, 0, 31_000, rules), alone);
});

test('payees that were not asked for are not blamed', () => {
	const trouble: Trouble = new Map();
	learn(trouble, { event: 'A', mask: 0b01 }, [5n, 0n], 0);
	assert.is(trouble.size, 0);
});

test.run();
