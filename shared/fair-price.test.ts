import * as fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { priceOf } from '#platform/drafts/price.ts';
import { completeTier } from '#platform/drafts/test/arbitraries.ts';
import { isFair, isPromiseTooDear, offeredFor, resaleKes, saleMoney, saleParts } from '#shared/fair-price.ts';
import { type KesRate, parseRate, playRate, priceStep, usdcFor } from '#shared/kes-rate.ts';
import { kesCents } from '#shared/money.ts';

const test = suite('fair prices');
const play = parseRate(playRate);
const shilling = 100n;

const shillings = fc.bigInt({ min: 1n, max: 250_000n });
const rates = fc.bigInt({ min: 1n, max: 9_999_999n }).map((rate) => rate as KesRate);
/** Rates of a shilling, past and possible. */
const likely = fc.bigInt({ min: 5_000n, max: 50_000n }).map((rate) => rate as KesRate);

test('what the platform asks for a face price is fair at the same rate, of every whole shilling', () => {
	for (let kes = 1n; kes <= 250_000n; kes++) {
		const face = kesCents(kes * shilling);
		if (!isFair({ price: usdcFor(face, play), face }, play)) assert.unreachable(`KES ${kes}`);
	}
	fc.assert(
		fc.property(shillings, rates, (kes, rate) => {
			const price = priceOf(completeTier({ price: String(kes) }), rate)!;
			assert.ok(isFair({ price, face: kes * shilling }, rate));
		}),
	);
});

test('a price may be off by 3 % either way, to the stroop', () => {
	// KES 1 290 are 10 USDC.
	const at = (price: bigint) => isFair({ price, face: 129_000n }, play);
	assert.equal([96_999_999n, 97_000_000n, 100_000_000n, 103_000_000n, 103_000_001n].map(at), [
		false,
		true,
		true,
		true,
		false,
	]);
});

test('as far below as above, at any rate', () => {
	const off = fc.bigInt({ min: 0n, max: 10n ** 13n });
	fc.assert(
		fc.property(shillings, rates, off, (dollars, rate, by) => {
			// A face that is a whole number of stroops, so that both sides can be as far.
			const [face, exact] = [dollars * rate, dollars * 10_000_000n];
			const near = by <= exact ? by : by % (exact + 1n);
			const [above, below] = [exact + near, exact - near].map((price) => isFair({ price, face }, rate));
			assert.is(above, below);
			assert.is(above, near * 100n <= exact * 3n || near < priceStep);
		}),
	);
});

test('never further than three of a hundred, or one step of 0.001 USDC; and all that is nearer', () => {
	const price = fc.bigInt({ min: 0n, max: 10n ** 11n });
	fc.assert(
		fc.property(shillings, likely, price, fc.integer({ min: -500, max: 500 }), (kes, rate, any, bps) => {
			const face = kes * shilling;
			const exact = (face * 10_000_000n) / rate;
			for (const price of [any, (exact * BigInt(10_000 + bps)) / 10_000n]) {
				// In millionths of the due amount, with nothing rounded away.
				const [given, due] = [price * rate * 100n, face * 10_000_000n * 100n];
				const inside = given >= (due / 100n) * 97n && given <= (due / 100n) * 103n;
				const oneStep = given > due - priceStep * rate * 100n && given < due + priceStep * rate * 100n;
				assert.is(isFair({ price, face }, rate), inside || oneStep);
			}
		}),
	);
});

test('nobody gains by selling to himself: a price on the chain’s steps gives less than the platform takes', () => {
	// At our rate; the steps of KES 1 … 30 are coarser than three of a hundred.
	for (let kes = 1n; kes <= 1_000n; kes++) {
		const face = kes * shilling;
		let most = 0n;
		for (let price = priceStep; price * play <= face * 20_000_000n; price += priceStep)
			if (isFair({ price, face }, play)) most = price;
		assert.ok(most * play * 95n <= face * 10_000_000n * 100n, `KES ${kes}: ${most}`);
	}
});

test('control: a price far from its face price, or from before the rate moved, is not fair', () => {
	assert.not.ok(isFair({ price: 100_000_000_000n, face: 100n }, play), '10 000 USDC for KES 1');
	assert.not.ok(
		isFair({ price: 20_000n, face: 100n }, play),
		'0.002 USDC for KES 1: the organizer would lose',
	);
	assert.not.ok(isFair({ price: 100_000_000n, face: 129_000n }, parseRate('135')), 'the shilling fell');
	assert.not.ok(isFair({ price: 100_000_000n, face: 129_000n }, parseRate('120')), 'the shilling rose');
});

test('a seller who buys their own ticket in shillings pays for the dollars, also where our rate lags behind by 3 %', () => {
	const prices = fc.bigInt({ min: 1n, max: 2_000n }).map((steps) => steps * 10_000_000n);
	fc.assert(
		fc.property(prices, likely, (price, rate) => {
			const { price: bare, fee, total } = resaleKes(price, rate);
			assert.is(total, bare + fee);
			assert.is(total % shilling, 0n);
			// A market that pays 2.9 % more shillings for a dollar than we ask.
			const worth = (price * rate * 1029n) / 1000n / 10_000_000n;
			assert.ok(total + shilling / 2n >= worth, `${total} for ${worth}`);
			// The control: the price alone would be a gift.
			if (bare > 10_000n) assert.ok(bare < worth);
		}),
	);
});

test('of KES 2,000 the event gets its 5 %, Passa 3 % of the rest and 3 % from the buyer: every cent is somebody’s', () => {
	const { price: _, royalty, ...money } = saleMoney(offeredFor(kesCents(200_000n), play), 500, play);
	assert.is(royalty, 7_750_000n);
	assert.equal(money, {
		kes: 200_000n,
		buyerKes: 206_000n,
		buyerFeeKes: 6_000n,
		royaltyKes: 10_000n,
		feeKes: 5_700n,
		getsKes: 184_300n,
	});
});

test('a resale’s parts add up at any price and rate, and no seller is promised more than the treasury gets', () => {
	const prices = fc.bigInt({ min: 0n, max: 2_000_000n }).map((steps) => steps * priceStep);
	fc.assert(
		fc.property(prices, likely, fc.integer({ min: 0, max: 5000 }), (price, rate, bps) => {
			const money = saleMoney(price, bps, rate);
			const { kes, buyerKes, buyerFeeKes, royaltyKes, feeKes, getsKes } = money;
			assert.is(royaltyKes + feeKes + getsKes, kes);
			assert.is(kes + buyerFeeKes, buyerKes);
			for (const part of [royaltyKes, feeKes, getsKes]) assert.ok(part >= 0n && part % shilling === 0n);
			assert.not.ok(isPromiseTooDear(getsKes, price - money.royalty, rate));
			const toWallet = saleParts(money);
			assert.equal([toWallet.feeKes, toWallet.royaltyKes], [0n, royaltyKes]);
		}),
	);
});

test.run();
