import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type SpanForm, type SpanLanguage, spanText } from './time-span.ts';

const test = suite('spans of time');

const nairobi = (local: string): string => new Date(`${local}:00+03:00`).toISOString();
const now = Date.parse('2027-01-10T09:00:00Z');
const span = (from: string, to: string | null, language: SpanLanguage = 'en', form: SpanForm = 'long') =>
	spanText({ startsAt: nairobi(from), endsAt: to && nairobi(to) }, language, form, now);

test('one day is named once', () => {
	assert.is(span('2027-03-05T18:00', '2027-03-05T23:00'), 'Friday, 5 March 2027, 18:00–23:00');
	assert.is(span('2027-03-05T18:00', '2027-03-05T23:00', 'sw', 'short'), 'Ijumaa, 5 Mac, 18:00–23:00');
});

test('an end on another day is named with its day', () => {
	const [from, to] = ['2027-03-05T12:00', '2027-03-07T23:00'];
	assert.is(span(from, to), 'Friday, 5 March 2027, 12:00 – Sunday, 7 March 2027, 23:00');
	assert.is(span(from, to, 'sw'), 'Ijumaa, 5 Machi 2027, 12:00 – Jumapili, 7 Machi 2027, 23:00');
	assert.is(span(from, to, 'en', 'short'), 'Fri, 5 Mar, 12:00 – Sun, 7 Mar, 23:00');
	assert.is(
		span('2027-03-05T20:00', '2027-03-06T04:00'),
		'Friday, 5 March 2027, 20:00 – Saturday, 6 March, 04:00',
	);
});

test('midnight at the end belongs to the day before', () => {
	assert.is(span('2027-03-05T00:00', '2027-03-06T00:00'), 'Friday, 5 March 2027, 00:00–24:00');
	assert.is(
		span('2027-03-05T00:00', '2027-03-08T00:00', 'en', 'short'),
		'Fri, 5 Mar, 00:00 – Sun, 7 Mar, 24:00',
	);
});

test('years are named where they differ, and where the year is not this one', () => {
	assert.is(
		span('2026-12-31T20:00', '2027-01-01T04:00'),
		'Thursday, 31 December 2026, 20:00 – Friday, 1 January 2027, 04:00',
	);
	assert.is(
		span('2027-03-05T12:00', '2028-03-05T12:00', 'en', 'short'),
		'Fri, 5 Mar 2027, 12:00 – Sun, 5 Mar 2028, 12:00',
	);
	assert.is(span('2028-03-05T18:00', null, 'en', 'short'), 'Sun, 5 Mar 2028, 18:00');
});

test("the clock and the calendar are Nairobi's in every time zone", () => {
	// 21:30 UTC is half past midnight of the next day in Nairobi.
	assert.is(
		spanText({ startsAt: '2027-03-05T21:30:00Z', endsAt: '2027-03-05T23:00:00Z' }, 'en', 'short', now),
		'Sat, 6 Mar, 00:30–02:00',
	);
});

test.run();
