import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { type CalendarEvent, calendarFile, eventCalendar } from './event-calendar.server.ts';

const event: CalendarEvent = {
	no: 7,
	address: 'CCKQ5T4XYHZ2W6B3JV7RNDLMFPAESGOUI6YQ5T4XYHZ2W6B3JV7RNDLM',
	name: 'Blankets & Basslines',
	startsAt: '2026-12-19T11:00:00.000Z',
	endsAt: '2026-12-19T20:00:00.000Z',
	termsVersion: 1,
	place: 'Ngong Racecourse, Nairobi',
};
const link = 'https://passa.example/events/7';
const words = { description: 'Your tickets: https://passa.example/tickets', alarm: 'Soon' };
const written = (change: Partial<CalendarEvent> = {}, now = new Date('2026-12-01T10:00:00Z')): string =>
	eventCalendar({ ...event, ...change }, link, words, now);

/** The properties of a component as a phone reads them: lines unfolded, texts without their escapes. */
function propertiesOf(text: string, component: string): Map<string, string> {
	const lines = text.replaceAll('\r\n ', '').split('\r\n');
	const [from, to] = [lines.indexOf(`BEGIN:${component}`), lines.indexOf(`END:${component}`)];
	assert.ok(from >= 0 && to > from, component);
	const all = lines.slice(from + 1, to);
	const sub = all.findIndex((line) => line.startsWith('BEGIN:'));
	const inner = sub < 0 ? all : all.slice(0, sub);
	return new Map(
		inner.map((line) => {
			const [, name, value] = /^([A-Z-]+)(?:;[^:]*)?:(.*)$/u.exec(line) ?? assert.unreachable(line) ?? [];
			return [name!, value!.replace(/\\([\\;,nN])/g, (_, c: string) => (c.toLowerCase() === 'n' ? '\n' : c))];
		}),
	);
}

test('times are UTC, the entry keeps its identity, and an alarm rings three hours before', () => {
	const entry = propertiesOf(written(), 'VEVENT');
	assert.is(entry.get('DTSTART'), '20261219T110000Z');
	assert.is(entry.get('DTEND'), '20261219T200000Z');
	assert.is(entry.get('DTSTAMP'), '20261201T100000Z');
	assert.is(entry.get('UID'), `${event.address}@passa`);
	assert.is(entry.get('SEQUENCE'), '1');
	assert.is(entry.get('SUMMARY'), 'Blankets & Basslines');
	assert.is(entry.get('LOCATION'), 'Ngong Racecourse, Nairobi');
	assert.is(entry.get('DESCRIPTION'), `${words.description}\n${link}`);
	assert.match(written(), /END:VALARM\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n$/);
	const alarm = propertiesOf(written(), 'VALARM');
	assert.equal([alarm.get('ACTION'), alarm.get('TRIGGER')], ['DISPLAY', '-PT3H']);
	const calendar = propertiesOf(written(), 'VCALENDAR');
	assert.equal([calendar.get('VERSION'), calendar.get('METHOD')], ['2.0', 'PUBLISH']);
});

test('written again it is the same entry, and with new terms a newer one', () => {
	const later = propertiesOf(written({ termsVersion: 2 }, new Date('2026-12-02T10:00:00Z')), 'VEVENT');
	assert.is(later.get('UID'), propertiesOf(written(), 'VEVENT').get('UID'));
	assert.is(later.get('SEQUENCE'), '2');
});

test('a name that looks like iCalendar stays a name', () => {
	const names = [
		'Semi; colon, comma \\ slash: "quote"',
		'END:VEVENT',
		'Ng’ombe 🎫 Wamũ '.repeat(8).trim(),
		'A name of exactly the length that a line has, or one more, 🎫🎫🎫🎫',
	];
	for (const name of names) {
		const text = written({ name, place: name });
		const entry = propertiesOf(text, 'VEVENT');
		assert.is(entry.get('SUMMARY'), name);
		assert.is(entry.get('LOCATION'), name);
		for (const line of text.split('\r\n')) assert.ok(new TextEncoder().encode(line).length <= 75, line);
		assert.is(text.match(/^END:VEVENT\r$/gm)?.length, 1);
	}
});

test('line breaks, controls, halves of emoji and direction marks do not reach the file', () => {
	const name = 'One\r\nEND:VCALENDAR\tTwo\v\u202e35 %\ud83c';
	const text = written({ name, place: name });
	assert.is(propertiesOf(text, 'VEVENT').get('SUMMARY'), 'One END:VCALENDAR Two 35 %');
	assert.not.match(text, /[\t\v\u202e\ufffd]|\r(?!\n)|(?<!\r)\n/);
});

test('an event without a verified document has no place, and the year 9999 is no fault', () => {
	const text = written({ place: null, endsAt: '9999-12-31T23:59:59.000Z' });
	const entry = propertiesOf(text, 'VEVENT');
	assert.is(entry.has('LOCATION'), false);
	assert.is(entry.get('DTEND'), '99991231T235959Z');
});

test('the file is named after the event, in letters that every phone accepts', () => {
	assert.is(calendarFile(event), 'passa-blankets-basslines.ics');
	assert.is(calendarFile({ no: 3, name: 'Wamũ na Ng’ombe/../"' }), 'passa-wamu-na-ngombe.ics');
	assert.is(calendarFile({ no: 3, name: '🎫' }), 'passa-3.ics');
});

test.run();
