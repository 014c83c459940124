import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { fateOf } from './ticket-fate.ts';

const order = { buyer: 'GA', refunds: [] };
const ticket = { index: 0, owner: 'GA', resales: 0, state: 'valid' as 'valid' | 'used' | 'refunded' };
const fate = (change: object, wallets: string[]) => fateOf({ ...ticket, ...change }, order, wallets);

test('a ticket is its holder’s, and the old holder reads how it left', () => {
	assert.is(fate({}, ['GA']), 'own');
	assert.is(fate({ owner: 'GB' }, ['GA']), 'sent');
	assert.is(fate({ owner: 'GB', resales: 1 }, ['GA']), 'sold');
	assert.is(fate({ owner: 'GB', resales: 1 }, ['GB']), 'own');
	assert.is(fate({ owner: 'GB' }, ['GA', 'GB']), 'own', 'somebody with both wallets has it still');
});

test('one that was given back is nobody’s, and says so to buyer and last holder', () => {
	assert.is(fate({ state: 'refunded' }, ['GA']), 'returned');
	assert.is(fate({ state: 'refunded', owner: 'GB' }, ['GB']), 'returned');
	assert.is(fate({ state: 'refunded', owner: 'GB' }, ['GC']), 'others');
});

test('to anybody else it is another person’s', () => {
	assert.is(fate({}, []), 'others');
	assert.is(fate({ owner: 'GB' }, ['GC']), 'others');
});

test.run();
