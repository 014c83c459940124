import ical, { ICalAlarmType, ICalCalendarMethod } from 'ical-generator';
import type { EventView } from '#indexer/client.ts';
import { cleanText } from '#shared/text.ts';

/** What a calendar keeps of an event. */
export type CalendarEvent = Pick<
	EventView,
	'no' | 'address' | 'name' | 'startsAt' | 'endsAt' | 'termsVersion'
> & {
	/** Null while no document is verified. */
	place: string | null;
};
type Words = { description: string; alarm: string };

const alarmSeconds = 3 * 3600;

/**
 * An event as iCalendar (RFC 5545), with times in UTC and an alarm three hours before. The UID is the contract's address:
 * added again, it replaces the same entry, and new terms count as a newer one. `link`: the event's page. `now`: when it
 * is written.
 */
export function eventCalendar(event: CalendarEvent, link: string, words: Words, now: Date): string {
	const name = cleanText(event.name) || `Passa ${event.no}`;
	const calendar = ical({ prodId: { company: 'Passa', product: 'Tickets', language: 'EN' } });
	calendar.method(ICalCalendarMethod.PUBLISH);
	const entry = calendar.createEvent({
		id: `${event.address}@passa`,
		sequence: event.termsVersion,
		start: new Date(event.startsAt),
		end: new Date(event.endsAt),
		stamp: now,
		summary: name,
		location: event.place === null ? undefined : cleanText(event.place),
		// The link is no URL property: the library writes that one after the alarm, where RFC 5545 allows none.
		description: `${words.description}\n${link}`,
	});
	entry.createAlarm({ type: ICalAlarmType.display, triggerBefore: alarmSeconds, description: words.alarm });
	return `${calendar.toString()}\r\n`;
}

/** "passa-blankets-basslines.ics": only what every file system accepts. */
export function calendarFile({ no, name }: Pick<CalendarEvent, 'no' | 'name'>): string {
	const plain = name
		.normalize('NFKD')
		.toLowerCase()
		.replace(/\p{M}|['’]/gu, '')
		.replace(/[^a-z0-9]+/g, '-')
		.replace(/^-|-$/g, '')
		.slice(0, 40);
	return `passa-${plain || no}.ics`;
}
