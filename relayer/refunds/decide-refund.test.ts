import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { noPowers } from '#shared/contract/event-version.ts';
import { decideRefund, type RefundFacts, type TicketFacts } from './decide-refund.ts';

const test = suite('what a refund does on chain next');

const ticket = (change: Partial<TicketFacts> = {}): TicketFacts => ({
	refunded: false,
	used: false,
	listed: false,
	ours: true,
	soldOn: false,
	custodial: true,
	owner: 'G1',
	resales: 0,
	...change,
});
const facts = (tickets: TicketFacts[], change: Partial<RefundFacts> = {}): RefundFacts => ({
	version: 2,
	cancelled: false,
	now: 100n,
	refundUntil: 200n,
	freezeAt: 300n,
	powers: noPowers,
	termsVersion: 1,
	tickets,
	...change,
});
const step = (
	tickets: TicketFacts[],
	change: Partial<RefundFacts> = {},
	kind: 'refund' | 'reversal' = 'refund',
): string => {
	const found = decideRefund(facts(tickets, change), { mask: (1 << tickets.length) - 1, kind });
	return `${found.do} ${'mask' in found ? found.mask : found.code}`;
};

test('it sends what is open, and is done once all is void, by whichever call', () => {
	assert.is(step([ticket(), ticket()]), 'send 3');
	assert.is(step([ticket({ refunded: true }), ticket()]), 'send 2');
	assert.is(step([ticket({ refunded: true }), ticket({ refunded: true })]), 'void 3');
});

test('an event of the first version takes nothing back', () => {
	assert.is(step([ticket()], { version: 1 }), 'refuse EVENT_WITHOUT_REFUNDS');
});

test('before a cancel: in time, unused, not for sale, and in custody', () => {
	assert.is(step([ticket()], { now: 200n }), 'refuse REFUNDS_CLOSED');
	assert.is(step([ticket()], { refundUntil: 0n }), 'refuse REFUNDS_NONE');
	assert.is(step([ticket({ used: true })]), 'refuse TICKET_USED');
	assert.is(step([ticket({ listed: true })]), 'refuse TICKET_LISTED');
	assert.is(step([ticket({ custodial: false })]), 'refuse TICKET_CLAIMED');
});

test('a postponed event opens a window for orders under earlier terms, and a freeze makes times longer', () => {
	const window = { at: 90n, until: 150n, version: 2 };
	const closed = { refundUntil: 0n, powers: { ...noPowers, window } };
	assert.is(step([ticket()], closed), 'send 1');
	assert.is(step([ticket()], { ...closed, termsVersion: 2 }), 'refuse REFUNDS_NONE');
	assert.is(step([ticket()], { ...closed, now: 150n }), 'refuse REFUNDS_CLOSED');
	const frozen = { ...noPowers, frozenAt: 150n, frozenUntil: 180n };
	assert.is(step([ticket()], { now: 160n, powers: frozen }), 'wait EVENT_FROZEN');
	assert.is(step([ticket()], { now: 229n, powers: frozen }), 'send 1');
	assert.is(step([ticket()], { now: 230n, powers: frozen }), 'refuse REFUNDS_CLOSED');
});

test('after a cancel used, claimed and listed ones come back too, those of one holder in a call', () => {
	const given = [ticket({ used: true }), ticket({ custodial: false, owner: 'G2' }), ticket({ listed: true })];
	assert.is(step(given, { cancelled: true, now: 999n }), 'send 5');
	const [, second] = given;
	assert.is(
		step([ticket({ refunded: true }), second!, ticket({ refunded: true })], { cancelled: true }),
		'send 2',
	);
});

test('what was sold on belongs to its buyer: it is left out, and alone it is refused', () => {
	const sold = ticket({ soldOn: true, custodial: false, owner: 'G3', resales: 1 });
	assert.is(step([ticket(), sold], { cancelled: true }), 'send 1');
	assert.is(step([ticket({ refunded: true }), sold], { cancelled: true }), 'void 1');
	assert.is(step([sold], { cancelled: true }), 'refuse TICKET_SOLD_ON');
});

test('a reversal takes unused tickets only, at any time', () => {
	const late = { now: 999n };
	assert.is(step([ticket({ used: true }), ticket()], late, 'reversal'), 'send 2');
	assert.is(step([ticket({ used: true }), ticket({ refunded: true })], late, 'reversal'), 'void 2');
	assert.is(step([ticket({ used: true })], late, 'reversal'), 'refuse TICKET_USED');
	// The contract takes none that a fan has sold: not even from its buyer.
	assert.is(step([ticket({ resales: 1 })], late, 'reversal'), 'refuse TICKET_SOLD_ON');
	assert.is(step([ticket({ resales: 1 })], { cancelled: true }), 'send 1');
});

test.run();
