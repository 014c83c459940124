import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { EventView } from '#indexer/client.ts';
import type { Availability } from '#relayer/client.ts';
import { isPreparing, leftBy, methodFor, mostBy, offersOf, soldOut } from './offers.ts';

const now = Date.parse('2026-11-25T10:00:00Z');
const tier = (index: number, wallet: number, change: object = {}) => ({
	index,
	left: { wallet, fiat: 0 },
	perOrder: 6,
	opensAt: '2026-11-01T00:00:00Z',
	closesAt: '2026-12-01T00:00:00Z',
	...change,
});
const event = (tiers: object[], selling = true) => ({ tiers, selling }) as unknown as EventView;
const fiat = (index: number, left: number, change: Partial<Availability> = {}): Availability => ({
	tier: index,
	left,
	perOrder: 6,
	amountKes: '250000',
	open: true,
	unsold: null,
	...change,
});

test('M-Pesa and wallets have seats of their own; a tier is sold out when both have none', () => {
	const offers = offersOf(
		event([tier(0, 0), tier(1, 4), tier(2, 0)]),
		[fiat(0, 3), fiat(1, 0), fiat(2, 0)],
		now,
	);
	assert.equal(
		offers.map((o) => [leftBy(o, 'mpesa'), leftBy(o, 'freighter'), leftBy(o, 'demo')]),
		[
			[3, 0, 0],
			[0, 4, 4],
			[0, 0, 0],
		],
	);
	assert.equal(offers.map(soldOut), [false, false, true]);
});

test('an order has at most what is left, and at most what one order may have', () => {
	const [few, many] = offersOf(event([tier(0, 2), tier(1, 90)]), [fiat(0, 1), fiat(1, 90)], now);
	assert.is(mostBy(few!, 'mpesa'), 1);
	assert.is(mostBy(few!, 'demo'), 2);
	assert.is(mostBy(many!, 'mpesa'), 6);
});

test('M-Pesa sells no tier that is priced in dollars, and none while the relayer does not answer', () => {
	const [dollars] = offersOf(
		event([tier(0, 5)]),
		[fiat(0, 0, { amountKes: null, open: false, unsold: 'TIER_NOT_IN_KES' })],
		now,
	);
	assert.is(dollars!.mpesa, null);
	const [silent] = offersOf(event([tier(0, 5)]), null, now);
	assert.is(silent!.mpesa, null);
	assert.not.ok(soldOut(silent!));
});

test('M-Pesa is not offered for what it cannot take, and an order has at most what one payment buys', () => {
	for (const unsold of ['OVER_PAYMENT_LIMIT', 'PRICE_OFF_RATE', 'SALE_ENDS_SOON'] as const) {
		const [offer] = offersOf(event([tier(0, 5)]), [fiat(0, 5, { open: false, unsold })], now);
		assert.is(offer!.mpesa, null, unsold);
		assert.is(mostBy(offer!, 'mpesa'), 0);
		assert.not.ok(soldOut(offer!));
	}
	const [capped] = offersOf(event([tier(0, 90)]), [fiat(0, 90, { perOrder: 2 })], now);
	assert.equal([mostBy(capped!, 'mpesa'), mostBy(capped!, 'freighter')], [2, 6]);
});

test('neither M-Pesa nor wallets sell before a sale opens or after it closes', () => {
	const [soon] = offersOf(event([tier(0, 5, { opensAt: '2026-11-26T00:00:00Z' })]), [fiat(0, 5)], now);
	assert.equal([soon!.sale, soon!.wallet, soon!.mpesa], ['soon', 0, 0]);
	const [over] = offersOf(event([tier(0, 5, { closesAt: '2026-11-25T10:00:00Z' })]), [fiat(0, 5)], now);
	assert.equal([over!.sale, over!.wallet, over!.mpesa], ['over', 0, 0]);
	const [paused] = offersOf(event([tier(0, 5)], false), [fiat(0, 5)], now);
	assert.is(paused!.sale, 'stopped');
});

test('M-Pesa comes first, a remembered method before it, and never one that sells nothing', () => {
	const both = offersOf(event([tier(0, 5)]), [fiat(0, 5)], now);
	assert.is(methodFor(both, 'mpesa', true), 'mpesa');
	assert.is(methodFor(both, 'freighter', true), 'freighter');
	assert.is(methodFor(both, 'demo', false), 'mpesa', 'the demo wallet exists on the test network only');
	const wallets = offersOf(event([tier(0, 5)]), null, now);
	assert.is(methodFor(wallets, 'mpesa', false), 'freighter');
	const nothing = offersOf(event([tier(0, 0)]), [fiat(0, 0)], now);
	assert.is(methodFor(nothing, 'mpesa', true), 'mpesa');
});

test('an event that was just published is still being prepared, not sold out; after three minutes it is what it is', () => {
	const now = Date.parse('2026-11-30T12:00:00.000Z');
	const of = (minutes: number, state: 'pending' | 'verified', fiatAllocated: number) =>
		isPreparing(
			{
				announcedAt: new Date(now - minutes * 60_000).toISOString(),
				metadata: { state },
				tiers: [{ fiatQuota: 100, fiatAllocated }],
			},
			now,
		);
	assert.equal([of(1, 'pending', 100), of(1, 'verified', 0), of(1, 'verified', 100)], [true, true, false]);
	assert.equal([of(4, 'pending', 0), of(4, 'verified', 0)], [false, false]);
});

test.run();
