import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { inShillings, pricedOf, pricedTogether } from './shillings.ts';

const tier = (sold: number, shillings: number, usdc: number) => ({
	sold,
	given: 0,
	face: { currency: 'KES' as const, amount: String(shillings * 100) },
	price: String(usdc * 10_000_000),
});
const dollars = (sold: number) => ({
	sold,
	given: 0,
	face: { currency: 'USD' as const, amount: '2000' },
	price: '200000000',
});

test('a payout in USDC is read in the shillings that the tickets cost', () => {
	const priced = pricedOf([tier(3, 2500, 20), tier(1, 5000, 40), dollars(0)]);
	assert.is(inShillings(50n * 10_000_000n, priced), 'KES 6,250');
	assert.is(inShillings(0n, priced), 'KES 0');
});

test('tickets that were sold for dollars give no shillings, and neither do none', () => {
	assert.is(inShillings(10n, pricedOf([tier(3, 2500, 20), dollars(1)])), null);
	assert.is(inShillings(10n, pricedOf([tier(0, 2500, 20)])), null);
});

test('events together: one that was sold for dollars makes the sum one of dollars', () => {
	const [one, other] = [pricedOf([tier(1, 1000, 10)]), pricedOf([tier(2, 3000, 20)])];
	assert.is(inShillings(50n * 10_000_000n, pricedTogether([one, other])), 'KES 7,000');
	assert.is(inShillings(1n, pricedTogether([one, pricedOf([dollars(1)])])), null);
});

test.run();
