import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { paidOf, refundParts } from './refund-numbers.ts';

const rail = (open: number, done: number) => ({
	open: { tickets: open, amount: String(open * 10), face: String(open * 7) },
	done: { tickets: done, amount: String(done * 10), face: String(done * 7) },
});
const progress = { cancelledAt: null, complimentary: 0, missing: '0', owed: '0' };

test('tickets given back count by rail and together', () => {
	const parts = refundParts({ ...progress, wallet: rail(2, 1), fiat: rail(0, 4) });
	assert.equal(parts.all, {
		done: { tickets: 5, revenue: 50n, face: 35n },
		all: { tickets: 7, revenue: 70n, face: 49n },
		percent: 71,
	});
	assert.equal([parts.wallet.percent, parts.fiat.percent], [33, 100]);
});

test('one open ticket of a thousand is not done; an event that sold nothing is', () => {
	assert.is(refundParts({ ...progress, wallet: rail(1, 999), fiat: rail(0, 0) }).all.percent, 99);
	assert.is(refundParts({ ...progress, wallet: rail(0, 0), fiat: rail(0, 0) }).all.percent, 100);
});

test('what is paid back of all that is to be is said by each currency, shillings where tickets have them', () => {
	const part = (face: bigint | null) => ({
		done: { tickets: 0, revenue: 0n, face: face === null ? null : 0n },
		all: { tickets: 2, revenue: 155_200_000n, face },
		percent: 0,
	});
	assert.is(paidOf(part(200_000n)), 'KES 0 of KES 2,000 · 0.00 of 15.52 USDC');
	assert.is(paidOf(part(null)), '0.00 of 15.52 USDC');
});

test.run();
