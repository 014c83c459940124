import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { fullAmount, shillingRate, shillingsOf, shillingsPaid, shortAmount } from './shilling-rate.ts';

const kes = { currency: 0, amount: 250_000n };
const regular = { qty: 4, price: 193_800_000n, face: kes };
const vip = { qty: 1, price: 581_400_000n, face: { currency: 0, amount: 750_000n } };

test('the shillings of an amount follow from what the tickets cost, to the nearest shilling', () => {
	const rate = shillingRate([regular, vip])!;
	assert.equal(rate, { cents: 1_750_000n, stroops: 1_356_600_000n });
	assert.is(shillingsOf(rate, rate.stroops), rate.cents);
	assert.is(shillingsOf(rate, rate.stroops / 2n), 875_000n);
	assert.is(shillingsOf(rate, 1n), 0n);
	assert.is(fullAmount(rate, 193_800_000n), 'KES 2,500 (19.38 USDC)');
	assert.is(shortAmount(rate, 193_800_000n), 'KES 2,500');
});

test('what one sale cost in shillings follows from its own tickets, not from the rate of all', () => {
	const cheapInDollars = { qty: 9, price: 96_900_000n, face: kes };
	const tiers = [regular, cheapInDollars];
	assert.is(shillingsPaid(tiers, [1, 0]), 250_000n);
	assert.is(shillingsPaid(tiers, [2, 3]), 1_250_000n);
	// The control: by the rate of all tickets, the same sale would read as more than was paid.
	assert.is(shortAmount(shillingRate(tiers), regular.price), 'KES 3,824');
	const dollars = { face: { currency: 1, amount: 100n } };
	assert.is(shillingsPaid([regular, dollars], [1, 1]), null);
	assert.is(shillingsPaid([regular, dollars], [1, 0]), 250_000n);
});

test('tickets that cost dollars, or none at all, leave USDC alone', () => {
	assert.is(shillingRate([]), null);
	assert.is(shillingRate([{ ...regular, qty: 0 }]), null);
	const dollars = { qty: 1, price: 10_000_000n, face: { currency: 1, amount: 100n } };
	assert.is(shillingRate([regular, dollars]), null);
	assert.is(fullAmount(null, 10_000_000n), '1.00 USDC');
	assert.ok(shillingRate([regular, { ...dollars, qty: 0 }]), 'a tier that sold nothing does not count');
});

test.run();
