import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { divide, leastFor } from './divide.ts';

const sumOf = (parts: bigint[]): bigint => parts.reduce((total, part) => total + part, 0n);

test('what is enough pays each price, and the first part has what is over', () => {
	assert.equal(divide(100_000n, [60_000n, 40_000n]), [60_000n, 40_000n]);
	assert.equal(divide(100_300n, [60_000n, 40_000n]), [60_300n, 40_000n]);
});

test('what is not enough is shared by price in whole shillings', () => {
	assert.equal(divide(50_000n, [60_000n, 40_000n]), [30_000n, 20_000n]);
	assert.equal(divide(50_100n, [60_000n, 40_000n]), [30_100n, 20_000n]);
	// A cheap part gets a shilling.
	assert.equal(divide(500n, [10_000n, 10_000n, 10_000n, 960_000n, 10_000n]), [100n, 100n, 100n, 100n, 100n]);
});

test('whatever came and whatever the prices are, the parts are its sum, and each can be given back', () => {
	let seed = 7;
	const random = (below: number): number => {
		seed = (seed * 1103515245 + 12345) % 2 ** 31;
		return seed % below;
	};
	for (let i = 0; i < 5000; i++) {
		const prices = Array.from({ length: 2 + random(4) }, () => BigInt(1 + random(30_000)) * 100n);
		const came = leastFor(prices.length) + BigInt(random(2) ? random(500) : random(9_000_000));
		const parts = divide(came, prices);
		assert.is(sumOf(parts), came);
		for (const part of parts) assert.ok(part >= 100n, `${came} among ${prices} is ${parts}`);
	}
});

test.run();
