import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { countOf, qtyFault } from './quantity.ts';

test('what is no whole number of tickets is none, and is not corrected', () => {
	for (const typed of ['', '0', '-5', '2.5', '1,5', '2k', '1e1', '0x2', '100', ' ']) {
		assert.is(countOf(typed), null, typed);
		assert.match(qtyFault(typed, 4) ?? '', /whole number/, typed);
	}
	assert.is(countOf(' 04 '), 4);
});

test('more than one order can have is kept and named', () => {
	assert.is(qtyFault('4', 4), null);
	assert.match(qtyFault('5', 4) ?? '', /at most 4/);
	// A tier that sells nothing says so itself.
	assert.is(qtyFault('5', 0), null);
});

test.run();
