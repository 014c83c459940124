import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { OrderView as PayOrder } from '#relayer/client.ts';
import {
	canTryAgain,
	clock,
	isEnd,
	phaseOf,
	refreshSeconds,
	secondsHeld,
	secondsToRetry,
	stepsDone,
} from './order-phase.ts';

type Push = NonNullable<PayOrder['push']>;
const push = (state: Push['state']): Push => ({ state, sentAt: null, resultCode: null, resultText: null });
const at = (state: PayOrder['state'], prompt?: Push['state']) =>
	phaseOf({ state, push: prompt ? push(prompt) : null });

type Payment = PayOrder['payments'][number];
const ended = (state: PayOrder['state'], ...payments: Payment['state'][]) =>
	isEnd({
		state,
		push: null,
		payments: payments.map((each) => ({ receipt: null, amountKes: '100', state: each, refund: null })),
		ticketRefunds: [],
	});

test('a pending order shows the state of its prompt', () => {
	assert.is(at('pending'), 'sending');
	assert.is(at('pending', 'queued'), 'sending');
	assert.is(at('pending', 'sending'), 'sending');
	assert.is(at('pending', 'open'), 'phone');
	assert.is(at('pending', 'unknown'), 'unsure');
	assert.is(at('pending', 'paid'), 'confirming');
});

test('once paid, the prompt no longer matters', () => {
	assert.is(at('paid', 'open'), 'issuing');
	assert.is(at('issuing', 'failed'), 'issuing');
	assert.is(at('issued', 'lost'), 'issued');
	assert.is(at('refund_due', 'paid'), 'refunding');
});

test('another try is offered only where no prompt can be open', () => {
	const phases = ['held', 'sending', 'phone', 'unsure', 'confirming', 'issuing', 'review'] as const;
	for (const phase of phases) assert.not.ok(canTryAgain(phase), phase);
	assert.ok(canTryAgain('failed'));
	assert.ok(canTryAgain('expired'));
});

test('a failed order is still polled: money may come late', () => {
	assert.not.ok(ended('failed'));
	assert.not.ok(ended('expired'));
	assert.ok(ended('issued', 'applied'));
	assert.ok(ended('refunded', 'refunded'));
});

test('an order with tickets is polled while a second payment goes back', () => {
	assert.not.ok(ended('issued', 'applied', 'refund_due'));
	assert.not.ok(ended('issued', 'applied', 'review'));
	assert.ok(ended('issued', 'applied', 'refunded'));
});

test('without scripts a page reloads while the order moves, and not while the buyer has to act', () => {
	assert.is(refreshSeconds('phone'), 3);
	assert.is(refreshSeconds('review'), 20);
	assert.is(refreshSeconds('failed'), null);
	assert.is(refreshSeconds('issued'), null);
});

test('the steps to tickets never go back', () => {
	const way = ['held', 'sending', 'phone', 'confirming', 'issuing', 'issued'] as const;
	const done = way.map((phase) => stepsDone(phase)!);
	assert.equal(
		done,
		done.toSorted((a, b) => a - b),
	);
	assert.is(stepsDone('failed'), null);
});

test("a countdown follows the server's clock, not the phone's", () => {
	const order = { holdUntil: '2026-11-25T10:10:00Z', serverTime: '2026-11-25T10:00:55.000Z' };
	assert.is(secondsHeld(order, 5_000_000, 5_000_000), 545);
	assert.is(secondsHeld(order, 5_000_000, 5_030_000), 515);
	assert.is(secondsHeld(order, 5_000_000, 9_000_000), 0);
	assert.is(clock(545), '9:05');
	assert.is(clock(0), '0:00');
});

test('the same phone waits until the time that the server names, by the server’s clock; without one it does not wait', () => {
	const order = { retryAt: '2026-11-25T10:02:00.500Z', serverTime: '2026-11-25T10:00:00.000Z' };
	assert.is(secondsToRetry(order, 0), 121);
	assert.is(secondsToRetry(order, 60_000), 61);
	assert.is(secondsToRetry(order, 500_000), 0);
	assert.is(secondsToRetry({ ...order, retryAt: null }, 0), 0);
});

test('an issued order whose ticket is being given back has not ended yet', () => {
	const kept = { kind: 'refund', listed: false, askedKes: null, endsFor: null, needsFunding: false } as const;
	const back = { ...kept, reason: 'ASKED_BY_BUYER', amountKes: '100' } as const;
	const given = (state: 'requested' | 'returned', endedAt: string | null) =>
		isEnd({
			state: 'issued',
			push: null,
			payments: [],
			ticketRefunds: [{ ...back, tickets: [0], state, endedAt, askedAt: '' }],
		});
	assert.not(given('requested', null));
	assert.ok(given('returned', '2026-12-01T00:00:00Z'));
});

test.run();
