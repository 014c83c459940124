import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { kesFor, parseRate, playRate, priceStep, usdcFor } from './kes-rate.ts';
import { kesCents, parseUsdc } from './money.ts';

const test = suite('shillings and dollars');

test('a rate has at most two decimals and is above zero', () => {
	for (const wrong of ['', '0', '0.00', '-1', '129.355', 'x', '1e3']) assert.throws(() => parseRate(wrong));
	assert.is(parseRate('129.5'), 12_950n);
	assert.is(usdcFor(kesCents(250_000n), parseRate(playRate)), parseUsdc('19.380'));
});

const kes = fc.bigInt({ min: 1n, max: 99_999_999_900n });
const rates = fc.bigInt({ min: 1n, max: 9_999_999n });

test('at any rate a price is exact in basis points, covers the face price, and exceeds it by less than 0.001 USDC', () => {
	fc.assert(
		fc.property(kes, rates, (face, rate) => {
			const price = usdcFor(face as never, rate as never);
			assert.is(price % priceStep, 0n);
			assert.ok(price * rate >= face * 10_000_000n, 'covers');
			assert.ok((price - priceStep) * rate < face * 10_000_000n, 'no step more than needed');
		}),
	);
});

test('in shillings a price is the nearest whole one, at least one, and a face price comes back as it was', () => {
	fc.assert(
		fc.property(fc.bigInt({ min: 1n, max: 10n ** 15n }), rates, (price, rate) => {
			const shillings = kesFor(price, rate as never);
			assert.is(shillings % 100n, 0n);
			const off = shillings * 10_000_000n - price * rate;
			assert.ok(shillings === 100n || (off < 0n ? -off : off) <= 500_000_000n, 'half a shilling at most');
		}),
	);
	const play = parseRate(playRate);
	for (let face = 500n; face < 5_000n; face += 37n)
		assert.is(kesFor(usdcFor(kesCents(face * 100n), play), play), face * 100n);
});

test.run();
