import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { overwriteGetLocale } from '#lib/paraglide/runtime.js';
import { centsOf, orderProof, type ProofOrder, sharesOf, withoutRefunds } from './order-proof.ts';

const at = '2026-11-28T10:42:10.000Z';
const split = (name: string | null, role: string, bps: number, paid: number, paidAt: string | null = at) => ({
	...{ name, role: role as 'artist', held: [], bps, amount: String(bps * 10), paid: String(paid), paidAt },
});
const order = (splits: ProofOrder['splits'], rail: 'fiat' | 'usdc' = 'fiat'): ProofOrder => ({
	...{ rail, total: '100000', qty: 2, splits },
});
const face = { currency: 'KES' as const, amount: '250000' };
const words = (of: ProofOrder, mine = true, locale = 'en') =>
	orderProof(of, centsOf(of, face), { mine, locale }).replace(/[\u2068\u2069]/g, '');

const wangari = split('Wangari', 'organizer', 6000, 60_000);
const sol = split('Sauti Sol', 'artist', 3500, 35_000);
const passa = split('Passa', 'platform', 500, 5000);

test('who got what of your shillings, and when, is one sentence', () => {
	assert.is(
		words(order([wangari, sol, passa])),
		'Of your KES 5,000, Wangari got KES 3,000, Sauti Sol got KES 1,750 and Passa got KES 250 on Sat, 28 Nov, 13:42.',
	);
});

test('money that is held for somebody names them, and not our account', () => {
	const held = {
		...sol,
		name: 'Held for Sauti Sol by Passa',
		held: [{ name: 'Sauti Sol', role: 'artist', bps: 3500 }],
	};
	assert.match(words(order([wangari, held, passa])), /, Sauti Sol \(held by Passa\) got KES 1,750 and/);
	assert.not.match(words(order([wangari, held, passa])), /Held for/);
});

test('a stranger does not read "your"', () => {
	assert.match(words(order([wangari, sol, passa]), false), /^Of KES 5,000, Wangari/);
	const due = order([wangari, sol, passa].map((s) => ({ ...s, paid: '0', paidAt: null })));
	assert.not.match(words(due, false), /[Yy]our/);
});

test('payouts at different times are told apart, and what is due is named', () => {
	const later = { ...sol, paidAt: '2026-11-29T06:00:00.000Z' };
	const none = { ...passa, paid: '0', paidAt: null };
	assert.is(
		words(order([wangari, later, none])),
		'Of your KES 5,000, Wangari got KES 3,000 on Sat, 28 Nov, 13:42; Sauti Sol got KES 1,750 on Sun, 29 Nov, 09:00. Still to come: KES 250 for Passa.',
	);
	const half = { ...sol, paid: '17500', paidAt: null };
	assert.match(
		words(order([wangari, half, passa])),
		/Sauti Sol got KES 875 so far.*Still to come: KES 875 for Sauti Sol\.$/,
	);
});

test('before any payout the sentence says where the money is, and whose', () => {
	const due = order([wangari, sol, passa].map((s) => ({ ...s, paid: '0', paidAt: null })));
	assert.is(
		words(due),
		"Your KES 5,000 is safe in the event's contract, and its shares are fixed: KES 3,000 for Wangari, KES 1,750 for Sauti Sol and KES 250 for Passa. It can go nowhere else.",
	);
});

test('shares in shillings add up to the price, a share of nothing is left out', () => {
	const odd = order([
		split('A', 'organizer', 3334, 0),
		split('B', 'artist', 3333, 0),
		split('C', 'venue', 3333, 0),
	]);
	const cents = 10_001n;
	const total = sharesOf(odd, cents).reduce((n, { whole }) => n + Number(whole.replace('KES ', '')), 0);
	assert.is(total.toFixed(2), '100.01');
	const zero = { ...passa, bps: 0, amount: '0', paid: '0' };
	assert.not.match(words(order([wangari, sol, zero])), /Passa/);
});

test('a wallet that paid USDC sees shillings first; a price in dollars stays in USDC', () => {
	assert.match(words(order([wangari, sol, passa], 'usdc')), /^Of your KES 5,000 \(0\.01 USDC\), /);
	const dollars = order([wangari, sol, passa], 'usdc');
	assert.match(
		orderProof(dollars, centsOf(dollars, { currency: 'USD', amount: '4000' }), { mine: true, locale: 'en' }),
		/^Of your 0\.01 USDC, .*got 0\.006 USDC/,
	);
});

test('a payee without a name in the verified document is named by the role, in the reader’s language', () => {
	const unnamed = order([{ ...wangari, name: null }, sol, passa]);
	assert.match(words(unnamed), /Organizer got KES 3,000/);
	overwriteGetLocale(() => 'sw');
	assert.match(words(unnamed, true, 'sw'), /^Kati ya KES 5,000 zako, Mwanda/);
	overwriteGetLocale(() => 'en');
});

test('what was given back is no part of the proof, in shillings too', () => {
	const face = { currency: 'KES' as const, amount: '100000' };
	const three = {
		total: '300',
		qty: 3,
		refunded: '100',
		tickets: [{ state: 'refunded' as const }, { state: 'valid' as const }, { state: 'used' as const }],
	};
	const { order: left, cents } = withoutRefunds(three, face);
	assert.equal([left.total, left.qty, cents], ['200', 2, 200_000n]);
	assert.is(withoutRefunds({ ...three, refunded: '0', tickets: [] }, face).cents, 300_000n, 'the control');
	// A cancelled event that paid back a part of a price: no shillings stand for it.
	assert.equal(
		[
			withoutRefunds({ ...three, refunded: '60' }, face).cents,
			withoutRefunds({ ...three, refunded: '60' }, face).order.total,
		],
		[null, '240'],
	);
});

test.run();
