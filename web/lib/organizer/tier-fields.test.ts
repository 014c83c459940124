import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { newTier, parseCount, parseShillings, withCapacity } from './tier-fields.ts';

test('a price is whole shillings, however it is written', () => {
	const written = ['2500', 'KES 2,500', '2 500', '2,500.00', '2500/=', '007', '', 'free', '2500.5'];
	assert.equal(written.map(parseShillings), ['2500', '2500', '2500', '2500', '2500', '7', '', '', '2500']);
});

test('a count is a whole number, or not said', () => {
	assert.equal(['900', '1 200', '', '-5', 'x', '99999999999'].map(parseCount), [
		900,
		1200,
		null,
		5,
		null,
		4_294_967_295,
	]);
});

test('half of the seats are for M-Pesa until the organizer changes the quota', () => {
	const first = { ...newTier(), ...withCapacity(newTier(), 90) };
	assert.is(first.fiatQuota, 45);
	assert.is(withCapacity(first, 901).fiatQuota, 450);
	assert.is(withCapacity({ ...first, fiatQuota: 80 }, 100).fiatQuota, 80);
	assert.is(withCapacity(first, null).fiatQuota, null);
});

test.run();
