import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type EventRules, ruleLines } from './event-rules.ts';

const test = suite('the rules that a buyer reads before paying');

const policy = {
	reserveBps: 0,
	releaseAt: '2027-01-05T18:00:00.000Z',
	transferable: true,
	freezeAt: '2026-12-31T17:00:00.000Z',
	resaleCapBps: 0,
	resaleLimit: 0,
	royaltyBps: 0,
};
const now = Date.parse('2026-12-01T00:00:00.000Z');
const lines = (change: Partial<EventRules['policy']> = {}, refundsUntil: string | null = null, version = 2) =>
	ruleLines({ version, refundsUntil, policy: { ...policy, ...change } }, 'en', now);

test('until when tickets are taken back, and that they are not once that time is over', () => {
	const [open] = lines({}, '2026-12-31T17:00:00.000Z');
	assert.match(open!, /until Thu,? 31 Dec, 20:00/);
	const [over] = lines({}, '2026-11-01T00:00:00.000Z');
	assert.match(over!, /takes no tickets back/);
});

test('a resale names its cap, its end and the event’s part; without one a ticket can be sent', () => {
	const [, resale] = lines({ resaleCapBps: 11_000, resaleLimit: 2, royaltyBps: 250 });
	assert.match(resale!, /110 %.*31 Dec, 20:00.*2\.5 %/);
	assert.not.match(lines({ resaleCapBps: 11_000, resaleLimit: 2 })[1]!, /goes? to the event/);
	assert.match(lines()[1]!, /send.*31 Dec/i);
	assert.match(lines({ transferable: false })[1]!, /cannot be passed on/);
	assert.match(lines({ resaleCapBps: 11_000 }, null, 1)[1]!, /send/i, 'the first version has no resale');
});

test('payees are paid at once, after the event, or both in parts', () => {
	assert.match(lines()[2]!, /after each sale/);
	assert.match(lines({ reserveBps: 10_000 })[2]!, /5 Jan, 21:00/);
	assert.match(lines({ reserveBps: 2_000 })[2]!, /20 %.*5 Jan/);
});

test.run();
