import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { neverLands } from './never-lands.ts';

test('a reason of the network, or a ledger in which it failed, proves that a transaction did not land', () => {
	assert.is(neverLands('QUOTE_EXPIRED', { why: 'txTooLate' }), true);
	assert.is(neverLands('TIER_SOLD_OUT', { hash: 'ab', ledger: 7 }), true);
});

test('nothing else does: it may have landed', () => {
	assert.is(neverLands('TRANSACTION_PENDING', { hash: 'ab' }), false);
	for (const code of ['RPC_ANSWER_INVALID', 'RPC_UNREACHABLE', 'UNEXPECTED', 'TIER_SOLD_OUT'])
		assert.is(neverLands(code), false, code);
});

test.run();
