import { asc, count, max } from 'drizzle-orm';
import { decodeAnnouncement } from '#shared/chain/events/announcements.ts';
import { type AnnouncementRow, announcementsOf } from '../ingest/rebuild-event.ts';
import { events } from '../models/events.ts';
import { asRaw, rawEvents } from '../models/raw-events.ts';
import type { Reader } from '../models/schema.ts';

/** An event at one moment. `version` changes whenever its stored raw events do. */
export type EventSnapshot = {
	no: number;
	announcement: AnnouncementRow | null;
	/** Its contract's address. */
	contract: string;
	version: string;
	rawEvents: number;
};

export const versionOfRead = ({ count: n, lastId }: { count: number; lastId: string }): string =>
	`${n} ${lastId}`;

/** What announcements say, by their bytes: a reindex reads them all several times. */
export type ReadAnnouncements = Map<string, Announced | null>;
type Announced = { no: number; event: string };

/** Events that are announced or have a row, with what is stored of each. */
export async function eventSnapshots(
	db: Reader,
	registry: string,
	known: ReadAnnouncements = new Map(),
): Promise<EventSnapshot[]> {
	const stored = await db
		.select({ contract: rawEvents.contract, count: count(), lastId: max(rawEvents.id) })
		.from(rawEvents)
		.groupBy(rawEvents.contract);
	const byContract = new Map(
		stored.map((row) => [row.contract, { count: row.count, lastId: row.lastId ?? '' }]),
	);
	const found = new Map<number, EventSnapshot>();
	for (const announcement of await announcementsOf(db, registry)) {
		const { value, topics } = announcement.row;
		const bytes = `${topics} ${value}`;
		if (!known.has(bytes)) known.set(bytes, announced(announcement, registry));
		const says = known.get(bytes);
		if (!says) continue;
		const read = byContract.get(says.event) ?? { count: 0, lastId: '' };
		found.set(says.no, {
			no: says.no,
			contract: says.event,
			announcement,
			version: versionOfRead(read),
			rawEvents: read.count + 1,
		});
	}
	const rows = await db
		.select({ no: events.no, address: events.address })
		.from(events)
		.orderBy(asc(events.no));
	for (const { no, address } of rows) {
		if (found.has(no)) continue;
		const read = byContract.get(address) ?? { count: 0, lastId: '' };
		found.set(no, {
			no,
			contract: address,
			announcement: null,
			version: versionOfRead(read),
			rawEvents: read.count,
		});
	}
	return [...found.values()].sort((a, b) => a.no - b.no);
}

/** Null for bytes that are no announcement: its event has no known announcement then. */
function announced({ row, closedAt }: AnnouncementRow, registry: string): Announced | null {
	try {
		const { no, event } = decodeAnnouncement(asRaw(row, closedAt), registry);
		return { no, event };
	} catch {
		return null;
	}
}
