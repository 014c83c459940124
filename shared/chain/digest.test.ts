import { hash } from '@stellar/stellar-sdk';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { digest } from './digest.ts';

test('here and in a browser it is the same', () => {
	for (const size of [0, 1, 55, 56, 64, 1000, 70_000]) {
		const bytes = Uint8Array.from({ length: size }, (_, i) => (i * 7) % 256);
		assert.equal(digest(bytes), hash(bytes));
	}
	assert.is(digest(new Uint8Array()).constructor, Uint8Array);
});

test.run();
