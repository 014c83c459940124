import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { OrderView as PayOrder } from '#relayer/client.ts';
import { mayPayLate, phaseWords } from './order-words.ts';

const order = (reason: string | null, change: object = {}) =>
	({
		reference: 'K7QW',
		reason,
		amountKes: '250000',
		phone: '2547',
		payments: [],
		push: null,
		given: [],
		...change,
	}) as unknown as PayOrder;

test('a known refusal of M-Pesa says what to do, an unknown one shows its words or its code', () => {
	assert.match(phaseWords(order('MPESA_1'), 'failed').note, /KES 2,500/);
	const refused = order('MPESA_4711', { push: { resultText: 'Not today' } });
	assert.match(phaseWords(refused, 'failed').note, /Not today/);
	assert.match(phaseWords(order('MPESA_4711'), 'failed').note, /MPESA_4711/);
});

test('a repeated sum says why it has to wait; a fault of ours is not blamed on the buyer', () => {
	assert.match(phaseWords(order('MPESA_17'), 'failed').note, /KES 2,500.*same number within two minutes/);
	assert.match(phaseWords(order('MPESA_MERCHANT'), 'failed').note, /not your fault/);
});

test('a number that is busy with another payment says so, and that no payment of this order can come', () => {
	const locked = order('MPESA_1001');
	assert.match(phaseWords(locked, 'failed').note, /took nothing.*other payment on your phone.*try again/);
	assert.not(mayPayLate(locked, 'failed'));
	// The control: a phone that did not answer may still pay.
	assert.ok(mayPayLate(order('MPESA_1037'), 'failed'));
});

test('a failure that this page does not know is not blamed on M-Pesa, and its code is shown', () => {
	const { title, note } = phaseWords(order('FROM_A_NEWER_SERVER'), 'failed');
	assert.match(note, /K7QW.*FROM_A_NEWER_SERVER/);
	assert.not.match(title + note, /M-Pesa/);
});

test('a refund says why the money goes back, and what was paid', () => {
	const paid = { payments: [{ state: 'refund_due', amountKes: '100000' }] };
	assert.match(phaseWords(order('TIER_SOLD_OUT', paid), 'refunding').note, /sold out.*KES 1,000/);
	assert.match(phaseWords(order('FROM_A_NEWER_SERVER', paid), 'refunding').note, /no tickets.*KES 1,000/);
});

test('M-Pesa confirms only what went back by M-Pesa', () => {
	assert.match(phaseWords(order('TIER_SOLD_OUT'), 'refunded').note, /M-Pesa/);
	assert.not.match(phaseWords(order('RETURNED_ELSEWHERE'), 'refunded').note, /M-Pesa/);
});

test('who gave every ticket away is not told to be going', () => {
	const title = (given: string[], ticketRefunds: object[] = []) => {
		const change = {
			reference: 'K7QW',
			tier: 0,
			qty: 2,
			chain: { tickets: ['64', '65'] },
			ticketRefunds,
			given,
		};
		return phaseWords(order(null, change), 'issued').title;
	};
	assert.is(title(['64', '65']), 'You gave your tickets away');
	assert.is(
		title(['64'], [{ kind: 'order', state: 'returned', tickets: [1] }]),
		'You gave your tickets away',
	);
	assert.is(title(['65']), "You're going!", 'one is left');
});

test('all tickets given back: the heading says whether the money has arrived', () => {
	const back = (...states: string[]) => {
		const ticketRefunds = states.map((state, i) => ({ kind: 'order', state, tickets: [i] }));
		const given = order(null, { reference: 'K7QW', tier: 0, qty: states.length, ticketRefunds });
		return phaseWords(given, 'issued').title;
	};
	assert.is(back('returned', 'returned'), 'Your money is back');
	assert.is(back('returned', 'voided'), 'Your money back');
	assert.is.not(back('returned', 'requested'), 'Your money is back');
});

test('an order under review names what is unclear', () => {
	assert.match(phaseWords(order('AMOUNT_WRONG'), 'review').note, /KES 2,500/);
	const other = phaseWords(order(null), 'review').note;
	assert.is(phaseWords(order('FROM_A_NEWER_SERVER'), 'review').note, other);
	assert.is.not(phaseWords(order('REFUND_REFUSED'), 'review').note, other);
});

test.run();
