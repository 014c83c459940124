import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { fundingUntil } from './event-funding.ts';

const cancelledAt = '2026-11-30T12:00:00.000Z';

test('an event that holds less than its refunds says until when its organizer can put in the rest', () => {
	assert.is(fundingUntil({ cancelledAt, cash: '0', refundable: '515' }), '2026-12-07T12:00:00.000Z');
	assert.is(fundingUntil({ cancelledAt, cash: '515', refundable: '515' }), null);
	assert.is(fundingUntil({ cancelledAt: null, cash: '0', refundable: '515' }), null, 'it takes place');
});

test.run();
