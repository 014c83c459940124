import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { percentile } from './figure.ts';
import { layoutShift, type Press, type Shift, slowestInteraction, tapsIn } from './vitals.ts';

const shift = (at: number, score = 1): Shift => ({ at, score, afterInput: false });
const touch: Press = { kind: 'touch', trusted: true, primary: true };
const key: Press = { kind: 'key', trusted: true, primary: true };

test('shifts less than a second apart add up; a second later another window begins, and the largest counts', () => {
	assert.is(layoutShift([]), 0);
	assert.is(layoutShift([shift(100), shift(1099), shift(2099)]), 2);
	assert.is(layoutShift([shift(100, 3), shift(5000), shift(5900)]), 3);
	assert.is(layoutShift([shift(0), shift(0)]), 2);
});

test('a window that never rests ends after five seconds', () => {
	const everyHalfSecond = Array.from({ length: 20 }, (_, i) => shift(i * 500));
	assert.is(layoutShift(everyHalfSecond), 10);
});

test('shifts just after an input do not count, and the order in which they are reported changes nothing', () => {
	assert.is(layoutShift([{ ...shift(100), afterInput: true }, shift(200)]), 1);
	assert.is(layoutShift([shift(2099), shift(100), shift(1099)]), 2);
});

test('the slowest event of an interaction counts, and no event that belongs to none', () => {
	const timings = [
		{ id: 0, ms: 900 },
		{ id: 7, ms: 24 },
		{ id: 7, ms: 48 },
		{ id: 14, ms: 32 },
	];
	assert.is(slowestInteraction(timings), 48);
	assert.throws(() => slowestInteraction([{ id: 0, ms: 900 }]), /nothing was measured/);
});

test('a tap is one finger that was lifted, or a typed key; what a script sends and a second finger count for none', () => {
	assert.is(tapsIn([]), 0);
	assert.is(tapsIn([touch, key, key]), 3);
	assert.is(tapsIn([touch, { ...touch, trusted: false }, { ...key, trusted: false }]), 1);
	assert.is(tapsIn([touch, { ...touch, primary: false }]), 1);
});

test('the median of five runs is the third of them, whatever their order', () => {
	assert.is(percentile([5, 1, 4, 2, 30], 50), 4);
});

test.run();
