import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { Quote, Receipt } from '#shared/chain/submit/purchase.ts';
import { type Event, next, type State } from './purchase.ts';

const quote = { validUntil: 1000 } as Quote;
const receipt = { hash: 'ab' } as Receipt;
const run = (...events: Event[]): State => events.reduce<State>(next, { at: 'choosing' });
const toQuote: Event[] = [{ is: 'start' }, { is: 'connected' }, { is: 'quote', quote }];

test('a purchase goes from a choice to tickets', () => {
	const end = run(...toQuote, { is: 'pay', now: 1 }, { is: 'signed' }, { is: 'landed', receipt });
	assert.equal(end, { at: 'done', receipt });
});

test('a quote that has run out cannot be paid', () => {
	assert.is(run(...toQuote, { is: 'pay', now: 1000 }).at, 'expired');
	assert.is(run(...toQuote, { is: 'tick', now: 1000 }).at, 'expired');
	assert.is(run(...toQuote, { is: 'tick', now: 999 }).at, 'quoted');
});

test('after a failure it can be started again, and nothing else', () => {
	const failed = run(...toQuote, { is: 'pay', now: 1 }, { is: 'fail', code: 'DECLINED', message: '' });
	assert.is(failed.at, 'failed');
	assert.is(next(failed, { is: 'signed' }).at, 'failed');
	assert.is(next(failed, { is: 'start' }).at, 'connecting');
});

test('a payment under way is not reset, and a finished one stays finished', () => {
	const signing = run(...toQuote, { is: 'pay', now: 1 });
	assert.is(next(signing, { is: 'reset' }).at, 'signing');
	const done = run(...toQuote, { is: 'pay', now: 1 }, { is: 'signed' }, { is: 'landed', receipt });
	assert.is(next(done, { is: 'fail', code: 'X', message: '' }).at, 'done');
});

test('a payment that was sent and is not confirmed cannot be started again', () => {
	const sending = run(...toQuote, { is: 'pay', now: 1 }, { is: 'signed' });
	for (const code of [
		'TRANSACTION_PENDING',
		'UNEXPECTED',
		'RPC_ANSWER_INVALID',
		'RPC_UNREACHABLE',
		'OFFLINE',
		'TIER_SOLD_OUT',
	]) {
		const unconfirmed = next(sending, { is: 'fail', code, message: '' });
		assert.is(unconfirmed.at, 'unconfirmed');
		for (const event of [{ is: 'start' }, { is: 'pay', now: 2 }, { is: 'quote', quote }] as Event[])
			assert.is(next(unconfirmed, event), unconfirmed);
		assert.is(next(unconfirmed, { is: 'reset' }).at, 'choosing');
	}
	const proved = next(sending, { is: 'fail', code: 'TIER_SOLD_OUT', message: '', neverLands: true });
	assert.is(proved.at, 'failed', 'the control: a ledger shows that it failed');
});

const toNoUsdc: Event[] = [
	{ is: 'start' },
	{ is: 'connected' },
	{ is: 'fail', code: 'NO_TRUSTLINE', message: '' },
];

test('a wallet without USDC adds it, and the purchase goes on by itself', () => {
	assert.equal(run(...toNoUsdc), { at: 'without-usdc', fault: null });
	const adding: Event[] = [...toNoUsdc, { is: 'add-usdc' }];
	assert.equal(run(...adding), { at: 'adding-usdc', step: 'preparing' });
	assert.equal(run(...adding, { is: 'asked' }), { at: 'adding-usdc', step: 'signing' });
	assert.equal(run(...adding, { is: 'asked' }, { is: 'signed' }), { at: 'adding-usdc', step: 'sending' });
	const added = run(...adding, { is: 'asked' }, { is: 'signed' }, { is: 'added' });
	assert.is(added.at, 'quoting');
	assert.is(next(added, { is: 'quote', quote }).at, 'quoted');
});

test('where adding USDC fails it can be added again, and a reset does not end it', () => {
	const adding = run(...toNoUsdc, { is: 'add-usdc' });
	assert.is(next(adding, { is: 'reset' }), adding);
	const fault = { code: 'XLM_RESERVE_LOW', message: '', missing: 5n };
	const failed = next(adding, { is: 'fail', ...fault });
	assert.equal(failed, { at: 'without-usdc', fault });
	assert.is(next(failed, { is: 'add-usdc' }).at, 'adding-usdc');
	assert.is(next(failed, { is: 'reset' }).at, 'choosing');
});

test('no state in which the buyer can go on asks them not to pay again', () => {
	const befores: Event[][] = [
		toQuote.slice(0, 1),
		toQuote.slice(0, 2),
		[...toQuote, { is: 'pay', now: 1 }],
		[...toNoUsdc, { is: 'add-usdc' }],
		[...toNoUsdc, { is: 'add-usdc' }, { is: 'asked' }, { is: 'signed' }],
	];
	for (const before of befores) {
		const state = run(...before, { is: 'fail', code: 'TRANSACTION_PENDING', message: '' });
		const code = state.at === 'without-usdc' ? state.fault?.code : state.at === 'failed' && state.code;
		assert.is(code, 'WALLET_NOT_READY', `after ${before.at(-1)!.is}`);
	}
	// The control: a payment that was sent ends where nothing can be started.
	const sent = run(...toQuote, { is: 'pay', now: 1 }, { is: 'signed' });
	assert.is(next(sent, { is: 'fail', code: 'TRANSACTION_PENDING', message: '' }).at, 'unconfirmed');
});

test('an event that does not belong to a state changes nothing', () => {
	assert.is(run({ is: 'pay', now: 1 }).at, 'choosing');
	assert.is(run({ is: 'start' }, { is: 'landed', receipt }).at, 'connecting');
});

test.run();
