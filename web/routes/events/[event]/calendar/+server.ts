import type { EventView } from '#indexer/client.ts';
import * as m from '#lib/paraglide/messages.js';
import { calendarFile, eventCalendar } from '#lib/server/event-calendar.server.ts';
import { fromIndexer } from '#lib/server/indexer.server.ts';
import type { RequestHandler } from './$types';

/**
 * The event for a calendar. `inline`: an iPhone then shows the entry with its button at once; Android saves the file by
 * its name and opens it with the calendar.
 */
export const GET: RequestHandler = async ({ params, url }) => {
	const event = await fromIndexer<EventView>(`/v1/events/${encodeURIComponent(params.event)}`);
	const venue = event.metadata.document?.venue;
	const place = venue ? [venue.name, venue.city].filter(Boolean).join(', ') : null;
	const link = new URL(`/events/${event.no}`, url).href;
	const tickets = new URL('/tickets', url).href;
	const words = {
		description: m.cal_description({ link: tickets }),
		alarm: m.cal_alarm({ event: event.name }),
	};
	return new Response(eventCalendar({ ...event, place }, link, words, new Date()), {
		headers: {
			'content-type': 'text/calendar; charset=utf-8',
			'content-disposition': `inline; filename="${calendarFile(event)}"`,
			'cache-control': 'no-cache',
		},
	});
};
