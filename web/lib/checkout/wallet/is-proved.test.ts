import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { isProved } from './is-proved.ts';

test('a reason of the network, or a ledger in which it failed, proves that a transaction did not land', () => {
	assert.is(isProved('QUOTE_EXPIRED', { why: 'txTooLate' }), true);
	assert.is(isProved('TIER_SOLD_OUT', { hash: 'ab', ledger: 7 }), true);
});

test('nothing else does: it may have landed', () => {
	assert.is(isProved('TRANSACTION_PENDING', { hash: 'ab' }), false);
	for (const code of ['RPC_ANSWER_INVALID', 'RPC_UNREACHABLE', 'UNEXPECTED', 'TIER_SOLD_OUT'])
		assert.is(isProved(code), false, code);
});

test.run();
