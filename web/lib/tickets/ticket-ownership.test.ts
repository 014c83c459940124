import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { ownershipOf, saleBy } from './ticket-ownership.ts';

const sale = (seller: string, price: string, index = 0) => ({
	...{
		event: 'C',
		eventNo: 1,
		n: '9',
		ticket: '0',
		orderId: '0',
		buyer: 'GZ',
		royalty: '0',
		txHash: '',
		ledger: 1,
		at: '',
	},
	...{ index, seller, price },
});
const order = { buyer: 'GA', refunds: [], resales: [] as ReturnType<typeof sale>[] };
const ticket = { index: 0, owner: 'GA', state: 'valid' as 'valid' | 'used' | 'refunded' };
const ownership = (change: object, wallets: string[], resales = order.resales) =>
	ownershipOf({ ...ticket, ...change }, { ...order, resales }, wallets);

test('a ticket is its holder’s, and an old holder reads how it left', () => {
	const sold = [sale('GB', '7'), sale('GA', '5')];
	assert.is(ownership({}, ['GA']), 'own');
	assert.is(ownership({ owner: 'GB' }, ['GA']), 'sent');
	assert.is(ownership({ owner: 'GZ' }, ['GA'], sold), 'sold');
	assert.is(ownership({ owner: 'GZ' }, ['GB'], sold), 'sold', 'the second holder, who sold it on');
	assert.is(
		ownership({ owner: 'GZ' }, ['GA'], [sale('GA', '5', 1)]),
		'sent',
		'the control: another ticket was sold',
	);
	assert.is(ownership({ owner: 'GZ' }, ['GZ'], sold), 'own');
	assert.is(ownership({ owner: 'GB' }, ['GA', 'GB']), 'own', 'somebody with both wallets has it still');
	assert.is(saleBy(ticket, { resales: sold }, ['GA'])?.price, '5');
	assert.is(saleBy(ticket, { resales: sold }, ['GA', 'GB'])?.price, '7', 'the last sale counts');
});

test('one that was given back is nobody’s, and says so to buyer and last holder', () => {
	assert.is(ownership({ state: 'refunded' }, ['GA']), 'returned');
	assert.is(ownership({ state: 'refunded', owner: 'GB' }, ['GB']), 'returned');
	assert.is(ownership({ state: 'refunded', owner: 'GB' }, ['GC']), 'others');
});

test('to anybody else it is another person’s', () => {
	assert.is(ownership({}, []), 'others');
	assert.is(ownership({ owner: 'GB' }, ['GC']), 'others');
});

test.run();
