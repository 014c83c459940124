import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { emptyDraft } from '#platform/drafts/empty-draft.ts';
import { examplePrice, payday, paydayExample, paydays, withPayday } from './payday.ts';

const test = suite('when payees are paid');
const { policy } = emptyDraft('Asha');
const plain = (text: string): string => text.replace(/\u00a0/g, ' ');

test('each choice is the one that is shown afterwards, and is left without a trace', () => {
	for (const chosen of paydays) assert.is(payday(withPayday(policy, chosen)), chosen);
	assert.equal(withPayday(withPayday(policy, 'after'), 'now'), { ...policy, typed: {} });
});

test('a part that was chosen stays as it is', () => {
	assert.is(withPayday({ ...policy, reserveBps: 3_500 }, 'part').reserveBps, 3_500);
	assert.is(withPayday({ ...policy, reserveBps: 10_000 }, 'part').reserveBps, 2_000);
});

test('a share that is being typed is a part', () => {
	assert.is(payday({ ...policy, typed: { reserveBps: '12,' } }), 'part');
	assert.is(payday(withPayday({ ...policy, typed: { reserveBps: '12,' } }, 'now')), 'now');
});

test('buyers cannot take back what was paid out', () => {
	const refunds = { ...withPayday(policy, 'after'), refundUntil: '2027-03-01T12:00' };
	assert.is(withPayday(refunds, 'part').refundUntil, '');
	assert.is(withPayday(refunds, 'after').refundUntil, '2027-03-01T12:00', 'the control');
});

test('the example adds up, of the draft’s own price and end', () => {
	const of = (reserveBps: number, endsAt = '') =>
		plain(paydayExample({ ...policy, reserveBps, releaseDays: 4 }, { price: 200_000n, endsAt }));
	assert.match(of(0), /KES 2,000 ticket .* within seconds/);
	assert.match(of(2_500), /KES 1,500 .* within seconds, KES 500 is paid 4 days after the end/);
	assert.match(of(10_000), /keeps all of it and pays it 4 days after the end/);
	assert.match(of(10_000, '2027-03-01T23:30'), /pays it on Friday,? 5 March 2027/);
});

test('the first ticket with a price is the example; without one it is KES 2,000', () => {
	assert.is(examplePrice([{ price: '' }, { price: '0' }, { price: '1,500' }]), 150_000n);
	assert.is(examplePrice([{ price: '' }]), 200_000n);
});

test.run();
