import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { Sales } from '#indexer/client.ts';
import { dayStart, numbersOf, totalOf } from './event-numbers.ts';

const kes = (shillings: number) => ({ currency: 'KES' as const, amount: String(shillings * 100) });
const tiers = [
	{ index: 0, sold: 12, given: 0, capacity: 12, face: kes(1500), price: '120000000' },
	{ index: 1, sold: 3, given: 0, capacity: 900, face: kes(2500), price: '200000000' },
	{
		index: 2,
		sold: 2,
		given: 0,
		capacity: 50,
		face: { currency: 'USD' as const, amount: '2000' },
		price: '200000000',
	},
];
const event = {
	net: '5000000000',
	cash: '200000000',
	tiers,
	payees: [
		{ paid: '3000000000', due: '0' },
		{ paid: '1800000000', due: '200000000' },
	],
};
const sale = (tier: number, tickets: number, revenue: string): Sales => ({
	at: '2026-11-24T21:00:00.000Z',
	tier,
	rail: 'usdc',
	orders: 1,
	tickets,
	revenue,
});

test('a day begins at midnight in Nairobi, not in London', () => {
	assert.is(dayStart(Date.parse('2026-11-25T05:00:00Z')), '2026-11-24T21:00:00.000Z');
	assert.is(dayStart(Date.parse('2026-11-24T20:59:59Z')), '2026-11-23T21:00:00.000Z');
	assert.is(dayStart(Date.parse('2026-11-24T21:00:00Z')), '2026-11-24T21:00:00.000Z');
});

test('numbers are counted over all tiers; shillings only where the face price is in shillings', () => {
	const numbers = numbersOf(event, [sale(1, 2, '400000000'), sale(2, 1, '200000000')]);
	assert.equal(numbers, {
		soldToday: 3,
		sold: 17,
		given: 0,
		capacity: 962,
		faceToday: 500_000n,
		face: 12n * 150_000n + 3n * 250_000n,
		revenueToday: 600_000_000n,
		revenue: 5_000_000_000n,
		paid: 4_800_000_000n,
		due: 200_000_000n,
		held: 200_000_000n,
		priced: { cents: 12n * 150_000n + 3n * 250_000n, stroops: 2_040_000_000n, dollars: true },
	});
});

test('a sale of a tier that is not known any more counts as a ticket, not as shillings', () => {
	const numbers = numbersOf(event, [sale(9, 1, '1')]);
	assert.is(numbers.soldToday, 1);
	assert.is(numbers.faceToday, 0n);
});

test('gifts are counted apart: nobody paid for them', () => {
	const [tier] = tiers;
	const { sold, given, face, priced } = numbersOf({ ...event, tiers: [{ ...tier!, sold: 1, given: 1 }] }, []);
	assert.equal([sold, given, face, priced.cents], [0, 1, 0n, 0n]);
});

test('several events add up, and none is nothing', () => {
	const one = numbersOf(event, [sale(0, 4, '40')]);
	const all = totalOf([one, one]);
	assert.is(all.sold, 34);
	assert.is(all.soldToday, 8);
	assert.is(all.paid, 2n * one.paid);
	assert.is(totalOf([]).held, 0n);
});

test.run();
