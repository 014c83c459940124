import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { readPercent } from '#shared/numbers.ts';
import {
	balanced,
	firstShare,
	mostFor,
	percentText,
	wholeBps,
	withShare,
	withShares,
} from './payee-shares.ts';

const sum = (bps: number[]) => bps.reduce((n, share) => n + share, 0);
const anyShares = fc.array(fc.integer({ min: -5, max: 20_000 }), { minLength: 1, maxLength: 9 });
const anyFee = fc.integer({ min: 0, max: 5000 });

test('shares sum to the whole after every change', () => {
	fc.assert(
		fc.property(anyShares, anyFee, (bps, fee) => {
			const set = balanced(bps, fee);
			assert.is(sum(set) + fee, wholeBps);
			assert.ok(set.every((share) => share >= 0) && set[0]! >= 1);
		}),
	);
});

test('after any number of changes they still do, and the organizer keeps something', () => {
	const change = fc.tuple(fc.integer({ min: 1, max: 8 }), fc.integer({ min: -100, max: 30_000 }));
	fc.assert(
		fc.property(anyShares, anyFee, fc.array(change, { maxLength: 20 }), (bps, fee, changes) => {
			let shares = balanced(bps, fee);
			for (const [i, wanted] of changes) {
				if (i >= shares.length) continue;
				const before = shares;
				shares = withShare(shares, i, wanted, fee);
				assert.is(sum(shares) + fee, wholeBps);
				assert.ok(shares[0]! >= 1);
				assert.ok(shares.every((share, k) => k === 0 || k === i || share === before[k]));
			}
		}),
	);
});

test('a payee gets no more than the others leave', () => {
	const bps = balanced([0, 3000, 2000], 500);
	assert.equal(bps, [4500, 3000, 2000]);
	assert.is(mostFor(bps, 1, 500), 7499);
	assert.equal(withShare(bps, 1, 9999, 500), [1, 7499, 2000]);
	assert.equal(withShare(bps, 2, 0, 500), [6500, 3000, 0]);
});

test('a new payee begins with a tenth, or what is left of it', () => {
	assert.is(firstShare([9500], 500), 1000);
	assert.is(firstShare(balanced([0, 9000], 500), 500), 499);
	assert.is(firstShare(balanced([0, 9499], 500), 500), 0);
});

test('percentages are read and written to the basis point', () => {
	for (let bps = 0; bps <= wholeBps; bps++) assert.is(readPercent(percentText(bps)).value, bps);
	assert.equal([0, 1, 10, 100, 1000, 1250, 1205, 10_000].map(percentText), [
		'0',
		'0.01',
		'0.1',
		'1',
		'10',
		'12.5',
		'12.05',
		'100',
	]);
});

test('new shares change nothing else of a draft', () => {
	const content = {
		payees: [
			{ name: 'me', bps: 0 },
			{ name: 'band', bps: 0 },
		],
		policy: { commissionCapBps: 1000, releaseDays: 3 },
	};
	assert.equal(withShares(content, [0, 9000], 500), {
		payees: [
			{ name: 'me', bps: 500 },
			{ name: 'band', bps: 9000 },
		],
		policy: { commissionCapBps: 1000, releaseDays: 3 },
	});
});

test.run();
