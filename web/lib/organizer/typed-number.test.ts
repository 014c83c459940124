import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { DraftTier } from '#platform/client.ts';
import { emptyTier } from '#shared/draft-fields.ts';
import { dropTyped, type NumberHolder, shownNumber, typedFault, typeNumber } from './typed-number.ts';

const show = (value: unknown) => String(value ?? '');

test('what is a number is taken over and stays as it was written', () => {
	const tier: DraftTier = emptyTier();
	typeNumber(tier, 'tiers.capacity', '1,200', { empty: null });
	assert.is(tier.capacity, 1200);
	assert.is(shownNumber(tier, 'tiers.capacity', '1,200', show), '1,200');
	assert.is(shownNumber(tier, 'tiers.capacity', null, show), '1200', 'after a reload');
	assert.is(shownNumber({ ...tier, capacity: 5 } as never, 'tiers.capacity', '1,200', show), '5');
});

test('what is no number stays in the field, names its fault, and leaves no value behind', () => {
	const tier: DraftTier = { ...emptyTier(), price: '2500' };
	for (const [text, fault] of [
		['−5', 'NUMBER_NEGATIVE'],
		['Ksh 2k', 'NUMBER_UNREADABLE'],
		['2.5', 'NUMBER_NOT_WHOLE'],
		['1.000', 'NUMBER_AMBIGUOUS'],
	] as const) {
		typeNumber(tier, 'tiers.price', text, { empty: '' });
		assert.is(shownNumber(tier, 'tiers.price', null, show), text);
		assert.is(typedFault(tier, 'tiers.price'), fault);
		assert.is(tier.price, '');
	}
	typeNumber(tier, 'tiers.price', 'KES 2,500', { empty: '' });
	assert.is(tier.price, '2500');
	assert.not.ok('typed' in tier);
});

test('a rule that cannot be empty keeps its value, and an empty text is a fault', () => {
	const policy: NumberHolder & { releaseDays: number } = { releaseDays: 3 };
	typeNumber(policy, 'policy.releaseDays', ' ');
	assert.is(typedFault(policy, 'policy.releaseDays'), 'NUMBER_MISSING');
	typeNumber(policy, 'policy.releaseDays', '366');
	assert.is(typedFault(policy, 'policy.releaseDays'), 'NUMBER_TOO_LARGE');
	assert.is(policy.releaseDays, 3);
});

test('a share for which there is no room stays as it was written, and no other takes its place', () => {
	const payee: NumberHolder & { bps: number } = { bps: 1000 };
	typeNumber(payee, 'payees.bps', '95', { set: () => false });
	assert.is(payee.bps, 1000);
	assert.is(shownNumber(payee, 'payees.bps', '95', show), '95');
	dropTyped(payee, 'payees.bps');
	assert.equal(payee, { bps: 1000 });
});

test.run();
