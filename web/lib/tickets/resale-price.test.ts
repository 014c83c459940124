import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { highestTyped, priceWords, shortPrice, typedPrice } from './resale-price.ts';

/** KES 2,500 for 19.38 USDC. */
const tier = { price: '193800000', face: { currency: 'KES' as const, amount: '250000' } };

test('a price is typed in shillings, up to the cap, and becomes USDC at the ticket’s own rate', () => {
	assert.is(highestTyped(tier, 11_000), '2750');
	assert.equal(typedPrice('2500', tier, 11_000), { price: 193_800_000n, fault: null });
	assert.equal(typedPrice(' 2,750 ', tier, 11_000), { price: 213_180_000n, fault: null });
	assert.equal(typedPrice('2751', tier, 11_000), { price: null, fault: 'above' });
	assert.equal(typedPrice('0', tier, 11_000), { price: null, fault: 'zero' });
	for (const text of ['', 'two', '-5', '1e3', '2500.999', '2.500.000'])
		assert.equal(typedPrice(text, tier, 11_000), { price: null, fault: 'unreadable' }, text);
});

test('the highest price that a page names is one that it takes', () => {
	for (const amount of ['150000', '250000', '99900', '333300'])
		for (const price of ['193800000', '116280000', '77450000'])
			for (const cap of [5_000, 10_000, 11_000, 20_000]) {
				const other = { price, face: { currency: 'KES' as const, amount } };
				assert.is(typedPrice(highestTyped(other, cap), other, cap).fault, null, `${amount} ${price} ${cap}`);
			}
});

test('shillings come first, and USDC alone where the ticket was not sold in shillings', () => {
	assert.is(priceWords(tier, 213_180_000n), 'KES 2,750 (21.318 USDC)');
	assert.is(shortPrice(tier, 213_180_000n), 'KES 2,750');
	assert.is(priceWords(undefined, 10_000_000n), '1.00 USDC');
});

test.run();
