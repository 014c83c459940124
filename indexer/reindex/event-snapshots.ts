import { asc, count, max } from 'drizzle-orm';
import { decodeAnnouncement } from '#shared/chain/events/announcements.ts';
import { type AnnouncementRow, announcementIds, announcementsOf } from '../ingest/rebuild-event.ts';
import { events } from '../models/events.ts';
import { asRaw, rawEvents } from '../models/raw-events.ts';
import type { Reader } from '../models/schema.ts';

/** An event at one moment. `version` changes whenever its stored raw events do. */
export type EventSnapshot = {
	no: number;
	/** The raw event's id; null if it is missing. */
	announcement: string | null;
	/** Its contract's address. */
	contract: string;
	version: string;
	rawEvents: number;
};

export const versionOfRead = ({ count: n, lastId }: { count: number; lastId: string }): string =>
	`${n} ${lastId}`;

/** What announcements say, by their ids: a reindex asks for them several times. Null for what is no announcement. */
export type ReadAnnouncements = Map<string, Announced | null>;
type Announced = { no: number; event: string };

const announcementsAtOnce = 1000;

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
	for (const id of await readAnnouncements(db, registry, known)) {
		const says = known.get(id);
		if (!says) continue;
		const read = byContract.get(says.event) ?? { count: 0, lastId: '' };
		found.set(says.no, {
			no: says.no,
			contract: says.event,
			announcement: id,
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

/** Reads those that are not known yet. Returns the ids of all, in order. */
async function readAnnouncements(db: Reader, registry: string, known: ReadAnnouncements): Promise<string[]> {
	const ids = await announcementIds(db, registry);
	const unknown = ids.filter((id) => !known.has(id));
	for (let at = 0; at < unknown.length; at += announcementsAtOnce)
		for (const each of await announcementsOf(db, registry, unknown.slice(at, at + announcementsAtOnce)))
			known.set(each.row.id, announced(each, registry));
	return ids;
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
