import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { nextKey } from './make-order.server.ts';

const key = '00000000-0000-4000-8000-000000000001';
const details = { tier: 1, qty: 2, also: [{ tier: 0, qty: 1 }], phone: '0712 345 678' };

test('pressing again after a lost answer uses the same next key, however the number is written', () => {
	const next = nextKey(key, details);
	assert.match(next, /^[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}$/);
	assert.is(nextKey(key, { ...details, phone: '+254712345678' }), next);
	// The control: other details make another order.
	for (const other of [
		{ tier: 2 },
		{ qty: 3 },
		{ also: [] },
		{ also: [{ tier: 0, qty: 2 }] },
		{ phone: '0712 345 679' },
	])
		assert.is.not(nextKey(key, { ...details, ...other }), next);
	assert.is.not(nextKey(next, details), next);
});

test.run();
