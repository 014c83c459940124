import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { allowedActions } from './allowed-actions.ts';

const now = Date.parse('2026-12-01T12:00:00Z');
const [past, soon, later] = [
	'2026-11-30T12:00:00.000Z',
	'2026-12-05T12:00:00.000Z',
	'2026-12-10T12:00:00.000Z',
];
const policy = {
	reserveBps: 0,
	releaseAt: later,
	refundUntil: later,
	transferable: true,
	freezeAt: soon,
	resaleCapBps: 0,
	resaleLimit: 0,
	royaltyBps: 0,
	commissionCapBps: 0,
	consent: false,
};
const event = {
	version: 2,
	policy,
	stopped: null,
	cancelledAt: null,
	frozenUntil: null,
	refundsUntil: null,
	refundWindow: null,
	cash: '100',
	refundable: '100',
};
const resale = { ...event, policy: { ...policy, resaleCapBps: 11_000, resaleLimit: 2 } };
const order = { complimentary: false, termsVersion: 1 };
const ticket = {
	state: 'valid' as const,
	custody: false,
	owner: 'GA',
	payer: 'GA' as string | null,
	price: null as string | null,
	resales: 0,
};
type Change = { event?: object; order?: object; ticket?: object; now?: number };
const says = (base: typeof event, { event: e, order: o, ticket: t, now: n = now }: Change = {}) =>
	allowedActions({ ...base, ...e }, { ...order, ...o }, { ...ticket, ...t }, n).map(
		({ action, why, until }) => `${action} ${why ?? 'yes'} ${until ?? '-'}`,
	);

test('a ticket is sent until transfers close, and only where the rules allow it', () => {
	assert.equal(says(event), [`send yes ${soon}`, 'sell off -', 'refund off -']);
	assert.is(says(event, { now: Date.parse(soon) })[0], 'send over -');
	assert.is(says(event, { now: Date.parse(soon) - 1 })[0], `send yes ${soon}`);
	assert.is(says(event, { event: { policy: { ...policy, transferable: false } } })[0], 'send off -');
});

test('where a resale cap applies a ticket is sold and not sent', () => {
	assert.equal(says(resale), ['send only-resale -', `sell yes ${soon}`, 'refund off -']);
	assert.is(says(resale, { ticket: { resales: 2 } })[1], 'sell limit -');
	assert.is(says(resale, { order: { complimentary: true } })[1], 'sell complimentary -');
	assert.is(says(resale, { now: Date.parse(soon) })[1], 'sell over -');
});

test('a listed ticket is taken off sale before anything else, and a listing ends when transfers close', () => {
	const back = { refundsUntil: later };
	const listed = { price: '5' };
	assert.equal(says(resale, { event: back, ticket: listed }), [
		'send only-resale -',
		`unlist yes ${soon}`,
		'refund listed -',
	]);
	const closed = says(resale, { event: back, ticket: listed, now: Date.parse(soon) });
	assert.equal(closed, ['send only-resale -', 'sell over -', `refund yes ${later}`]);
});

test('the payer gives back until the later of two ends', () => {
	const window = { from: past, until: later, termsVersion: 2 };
	assert.is(says(event, { event: { refundsUntil: soon } })[2], `refund yes ${soon}`);
	assert.is(says(event, { event: { refundsUntil: soon, refundWindow: window } })[2], `refund yes ${later}`);
	assert.is(says(event, { event: { refundWindow: window }, order: { termsVersion: 2 } })[2], 'refund off -');
	assert.is(says(event, { event: { refundsUntil: past } })[2], 'refund over -');
});

test('a friend who was sent a ticket cannot take the money of who paid', () => {
	assert.is(says(event, { event: { refundsUntil: later }, ticket: { payer: 'GB' } })[2], 'refund payer -');
	assert.is(
		says(event, {
			event: { refundsUntil: later },
			ticket: { payer: null },
			order: { complimentary: true },
		})[2],
		'refund complimentary -',
	);
});

test('a freeze stops refunds and buyers of listed tickets until it is over', () => {
	const frozen = { frozenUntil: soon, refundsUntil: later, stopped: 'frozen' };
	assert.equal(says(resale, { event: frozen }), [
		'send only-resale -',
		`sell yes ${soon}`,
		`refund frozen ${soon}`,
	]);
	const shown = allowedActions({ ...resale, stopped: 'frozen' }, order, ticket, now);
	assert.is(shown[1]!.paused, true);
	assert.is(allowedActions(resale, order, ticket, now)[1]!.paused, undefined);
});

test('a cancel gives everything back without an end, used tickets too, once the money is there', () => {
	const cancelled = { cancelledAt: past, stopped: 'cancelled' };
	assert.equal(says(event, { event: cancelled }), ['send cancelled -', 'sell off -', 'refund yes -']);
	assert.is(says(resale, { event: cancelled, ticket: { state: 'used' } })[2], 'refund yes -');
	const short = { ...cancelled, cash: '99' };
	assert.is(says(event, { event: short })[2], 'refund funding 2026-12-07T12:00:00.000Z');
	assert.is(says(event, { event: short, now: Date.parse('2026-12-07T12:00:00Z') })[2], 'refund yes -');
	assert.is(says(event, { event: cancelled, ticket: { payer: 'GB' } })[2], 'refund payer -');
});

test('nothing is possible with a ticket that was used, given back, or is in our keeping', () => {
	const actions = (why: string) => ['send', 'sell', 'refund'].map((action) => `${action} ${why} -`);
	assert.equal(says(resale, { ticket: { state: 'used' } }), actions('used'));
	assert.equal(says(resale, { ticket: { state: 'refunded' } }), actions('returned'));
	assert.equal(says(resale, { ticket: { custody: true } }), actions('kept'));
});

test('an event of the first version knows neither resale nor refunds', () => {
	const first = { ...resale, version: 1, refundsUntil: later, policy };
	assert.equal(says(event, { event: first }), [`send yes ${soon}`, 'sell off -', 'refund off -']);
});

test.run();
