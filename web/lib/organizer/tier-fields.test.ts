import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { emptyTier } from '#shared/draft-fields.ts';
import { withCapacity } from './tier-fields.ts';

test('half of the seats are for M-Pesa until the organizer changes the quota', () => {
	const first = { ...emptyTier(), ...withCapacity(emptyTier(), 90) };
	assert.is(first.fiatQuota, 45);
	assert.is(withCapacity(first, 901).fiatQuota, 450);
	assert.is(withCapacity({ ...first, fiatQuota: 80 }, 100).fiatQuota, 80);
	assert.is(withCapacity(first, null).fiatQuota, null);
});

test.run();
