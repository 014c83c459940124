import { test } from 'uvu';
import * as assert from 'uvu/assert';
import {
	alsoFields,
	alsoIn,
	cartFault,
	choosing,
	eachPossible,
	linesOf,
	lineWords,
	priceWords,
} from './cart.ts';
import type { TierOffer } from './offers.ts';

const offer = (index: number, amount: string, change: Partial<TierOffer> = {}): TierOffer => ({
	tier: { index, name: `T${index}`, face: { currency: 'KES', amount }, perOrder: 10 } as TierOffer['tier'],
	wallet: 50,
	mpesa: 50,
	mpesaPerOrder: 10,
	amountKes: amount,
	sale: 'open',
	...change,
});
const offers = [0, 1, 2, 3, 4, 5].map((index) => offer(index, '100000'));

test('a cart has the chosen tier first; empty and zero numbers are none, and a tier that stands twice is one line', () => {
	assert.equal(linesOf({ tier: 1, qty: '2', also: { 0: '', 2: ' 0', 3: '1' } }), [
		{ tier: 1, qty: 2 },
		{ tier: 3, qty: 1 },
	]);
	assert.equal(linesOf({ tier: 1, qty: '2', also: { 1: '3' } }), [{ tier: 1, qty: 5 }]);
	assert.is(linesOf({ tier: 1, qty: '2', also: { 0: 'two' } }), null);
	assert.is(linesOf({ tier: 1, qty: '', also: { 0: '1' } }), null);
});

test('choosing a tier of the cart changes places and loses nothing; another tier takes the number along', () => {
	assert.equal(choosing({ tier: 0, qty: '2', also: { 1: '3' } }, 1), { tier: 1, qty: '3', also: { 0: '2' } });
	assert.equal(choosing({ tier: 0, qty: '2', also: { 1: '0' } }, 1), { tier: 1, qty: '2', also: { 1: '0' } });
});

test('what one purchase may not have is said: ticket types, tickets, and the sum of one M-Pesa payment', () => {
	const some = (of: number, qty = 1) => offers.slice(0, of).map(({ tier }) => ({ tier: tier.index, qty }));
	assert.match(cartFault(some(6), offers, 'demo')!, /5 ticket types/);
	assert.match(cartFault(some(3, 7), offers, 'demo')!, /20 tickets/);
	assert.is(cartFault(some(5, 4), offers, 'demo'), null);
	const dear = [offer(0, '20000000'), offer(1, '6000000')];
	assert.match(cartFault(some(2), dear, 'mpesa')!, /KES 250,000/);
	assert.is(cartFault(some(2), dear, 'freighter'), null);
	assert.ok(eachPossible(some(2, 10), offers, 'mpesa'));
	assert.not(eachPossible(some(2, 11), offers, 'mpesa'));
});

test('a form brings the numbers of other tiers along, and sums have the currencies of their tiers', () => {
	const form = new FormData();
	for (const [name, value] of Object.entries(alsoFields({ 0: '1', 12: 'x' }))) form.set(name, value);
	form.set('also_1234', '1');
	assert.equal(alsoIn(form), { 0: '1', 12: 'x' });
	const tiers = [
		{ index: 0, face: { currency: 'KES' as const, amount: '250000' } },
		{ index: 1, face: { currency: 'USD' as const, amount: '2000' } },
	];
	const lines = [
		{ tier: 0, qty: 2 },
		{ tier: 1, qty: 1 },
	];
	assert.is(priceWords(lines, tiers as never), 'KES 5,000 + USD 20');
	assert.is(
		lineWords(lines, (tier) => `T${tier}`),
		'T0 × 2, T1 × 1',
	);
});

test.run();
