import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { hoursWords, nextOpen, readHours } from './hours.ts';

const weekdays = readHours('mon-fri 08:00-20:00, sat 09:00-13:00')!;
const at = (iso: string) => nextOpen(weekdays, new Date(iso));

test('hours are read from one line of configuration', () => {
	assert.equal(weekdays, [
		{ days: [1, 2, 3, 4, 5], from: 480, to: 1200 },
		{ days: [6], from: 540, to: 780 },
	]);
	assert.equal(readHours('Fri-Mon 00:00-24:00')![0]!.days, [5, 6, 0, 1]);
});

test('another form is refused as a whole', () => {
	for (const wrong of [
		'',
		'always',
		'mon 8-20',
		'mon-xyz 08:00-20:00',
		'mon 20:00-08:00',
		'mon 08:00-24:30',
		'mon 08:00-20:00,',
	])
		assert.is(readHours(wrong), null, wrong);
});

test('somebody is there in these hours of Nairobi, the last minute excluded', () => {
	// 2026-11-30 is a Monday. 05:00 UTC is 08:00 in Nairobi.
	assert.is(at('2026-11-30T05:00:00Z')!.isOpen, true);
	assert.is(at('2026-11-30T16:59:59Z')!.isOpen, true);
	assert.is(at('2026-11-30T17:00:00Z')!.isOpen, false);
	assert.is(at('2026-11-30T04:59:59Z')!.isOpen, false);
});

test('outside of them the next day and hour are named, over a weekend too', () => {
	assert.is(at('2026-11-30T04:00:00Z')!.opensAt.toISOString(), '2026-11-30T05:00:00.000Z');
	assert.is(at('2026-11-30T18:00:00Z')!.opensAt.toISOString(), '2026-12-01T05:00:00.000Z');
	assert.is(at('2026-12-04T18:00:00Z')!.opensAt.toISOString(), '2026-12-05T06:00:00.000Z');
	assert.is(at('2026-12-05T11:00:00Z')!.opensAt.toISOString(), '2026-12-07T05:00:00.000Z');
	// 22:00 UTC on Sunday is already Monday in Nairobi.
	assert.is(at('2026-12-06T22:00:00Z')!.opensAt.toISOString(), '2026-12-07T05:00:00.000Z');
	assert.is(nextOpen([], new Date()), null);
});

test('the hours are said in both languages', () => {
	assert.is(hoursWords(weekdays[0]!, 'en'), 'Mon–Fri 08:00–20:00');
	assert.is(hoursWords(weekdays[1]!, 'sw'), 'Jumamosi 09:00–13:00');
});

test.run();
