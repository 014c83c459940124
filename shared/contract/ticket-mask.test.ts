import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { indexesOf, maskOf } from './ticket-mask.ts';

const test = suite('masks of tickets');

test('indexes and masks say the same, in any order and number', () => {
	fc.assert(
		fc.property(fc.uniqueArray(fc.integer({ min: 0, max: 30 })), (indexes) => {
			assert.equal(
				indexesOf(maskOf(indexes)),
				indexes.toSorted((a, b) => a - b),
			);
		}),
	);
});

test('every bit of a u32 counts, also the highest', () => {
	assert.equal(indexesOf(0), []);
	assert.equal(indexesOf(0b101), [0, 2]);
	assert.equal(indexesOf(0x8000_0001), [0, 31]);
	assert.is(maskOf([]), 0);
});

test.run();
