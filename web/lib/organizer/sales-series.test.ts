import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { Sales } from '#indexer/client.ts';
import { bucketFor, byRail, seriesOf } from './sales-series.ts';

const sale = (at: string, tickets: number, rail: 'usdc' | 'fiat' = 'usdc', tier = 0): Sales => ({
	at: `2026-11-${at}:00:00.000Z`,
	tier,
	rail,
	orders: 1,
	tickets,
	revenue: String(tickets * 10),
});
/** All have one price in USDC. */
const tiers = [
	{ index: 0, face: { currency: 'KES' as const, amount: '250000' } },
	{ index: 1, face: { currency: 'KES' as const, amount: '650000' } },
	{ index: 2, face: { currency: 'USD' as const, amount: '2000' } },
];
const now = Date.parse('2026-11-25T10:30:00Z');

test('hours without a sale are there, so that a pause is seen as one', () => {
	const points = seriesOf([sale('25T07', 2), sale('25T07', 1, 'fiat'), sale('25T09', 4)], tiers, 'hour', now);
	assert.equal(
		points.slice(-4).map((p) => [p.at.slice(11, 13), p.usdc, p.fiat, p.revenue]),
		[
			['07', 2, 1, 30n],
			['08', 0, 0, 0n],
			['09', 4, 0, 40n],
			['10', 0, 0, 0n],
		],
	);
});

test('days begin where the first one does: at midnight in Nairobi', () => {
	const points = seriesOf([sale('22T21', 1), sale('24T21', 3, 'usdc', 1)], tiers, 'day', now);
	assert.equal(
		points.slice(-3).map((p) => [p.at, p.usdc]),
		[
			['2026-11-22T21:00:00.000Z', 1],
			['2026-11-23T21:00:00.000Z', 0],
			['2026-11-24T21:00:00.000Z', 3],
		],
	);
});

test('a long sale shows its newest days; none shows nothing', () => {
	const late = Date.parse('2027-11-25T10:30:00Z');
	const points = seriesOf([sale('22T21', 1)], tiers, 'day', late);
	assert.is(points.length, 90);
	assert.is(points.at(-1)?.at, '2027-11-24T21:00:00.000Z');
	assert.equal(seriesOf([], tiers, 'day', now), []);
});

test('a first sale stands at the end of half a day, or of a week', () => {
	const hours = seriesOf([sale('25T10', 2)], tiers, 'hour', now);
	assert.is(hours.length, 12);
	assert.is(hours.at(-1)?.usdc, 2);
	const days = seriesOf([sale('24T21', 2)], tiers, 'day', now);
	assert.equal([days.length, days[0]?.at, days.at(-1)?.usdc], [7, '2026-11-18T21:00:00.000Z', 2]);
});

test('a clock that is behind the network loses no sale', () => {
	const points = seriesOf([sale('25T12', 2)], tiers, 'hour', now);
	assert.is(points.at(-1)?.usdc, 2);
});

test('the first two days are shown by the hour', () => {
	assert.is(bucketFor('2026-11-23T11:00:00.000Z', now), 'hour');
	assert.is(bucketFor('2026-11-23T10:00:00.000Z', now), 'day');
});

test('each way of paying has its own total', () => {
	assert.equal(byRail([sale('25T07', 2), sale('25T08', 1, 'fiat'), sale('25T09', 4)], tiers), {
		usdc: { tickets: 6, revenue: 60n, face: 1_500_000n },
		fiat: { tickets: 1, revenue: 10n, face: 250_000n },
	});
});

test('shillings are those that fans paid, also where another ticket type has another rate to the dollar', () => {
	const sold = [sale('25T09', 1, 'fiat'), sale('25T09', 3, 'usdc', 1)];
	const { usdc, fiat } = byRail(sold, tiers);
	assert.equal([fiat.face, usdc.face], [250_000n, 1_950_000n]);
	assert.is(seriesOf(sold, tiers, 'hour', now).at(-2)?.face, 2_200_000n);
});

test('tickets that are priced in dollars have no shillings', () => {
	const sold = [sale('25T09', 1, 'fiat'), sale('25T09', 1, 'usdc', 2)];
	const { usdc, fiat } = byRail(sold, tiers);
	assert.equal([fiat.face, usdc.face], [250_000n, null]);
	assert.is(seriesOf(sold, tiers, 'hour', now).at(-2)?.face, null);
});

test.run();
