import { DrizzleQueryError } from 'drizzle-orm';
import type { EventVersions } from '#shared/contract/versions.ts';
import { PassaError } from '#shared/errors.ts';
import {
	type AnnouncementRow,
	announcementsOf,
	type Rebuilt,
	rebuildEvent,
} from '../ingest/rebuild-event.ts';
import { readTogether, type StoredReader, storedIn } from '../ingest/stored-reader.ts';
import type { Checkpoint } from '../models/checkpoint.ts';
import type { Transaction } from '../models/schema.ts';
import type { EventSnapshot } from './event-snapshots.ts';

const rawEventsAtOnce = 500;
const pageSize = 2000;

/** How many raw events these are. */
export const countRawEvents = (list: EventSnapshot[]): number =>
	list.reduce((n, each) => n + each.rawEvents, 0);

/** Events with few raw events share a transaction. */
export function batchesOf(due: EventSnapshot[]): EventSnapshot[][] {
	const batches: EventSnapshot[][] = [];
	let size = Number.POSITIVE_INFINITY;
	for (const each of due) {
		if (size + each.rawEvents > rawEventsAtOnce) {
			batches.push([]);
			size = 0;
		}
		batches.at(-1)!.push(each);
		size += each.rawEvents;
	}
	return batches;
}

/** Reads a batch at once, but a single event in pages, since it may be too large for that. */
export const readerFor = async (tx: Transaction, batch: EventSnapshot[]): Promise<StoredReader> =>
	batch.length === 1
		? storedIn(tx)
		: readTogether(
				tx,
				batch.map(({ contract }) => contract),
			);

/** The batch's announcements, by their ids. */
export async function announcementsIn(
	tx: Transaction,
	batch: EventSnapshot[],
	registry: string,
): Promise<Map<string, AnnouncementRow>> {
	const ids = batch.flatMap(({ announcement }) => announcement ?? []);
	return new Map((await announcementsOf(tx, registry, ids)).map((each) => [each.row.id, each]));
}

/** An event's rows, or a text that says why its stored bytes cannot be read. Throws the database's errors. */
export async function tryRebuild(
	tx: Transaction,
	no: number,
	announcement: AnnouncementRow | undefined,
	stored: StoredReader,
	identity: Checkpoint,
	versions?: EventVersions,
): Promise<Rebuilt | string> {
	if (!announcement) return `LOG_GAP: the raw event of announcement ${no} is missing`;
	try {
		const options = { announcement, pageSize, check: 'digests', stored } as const;
		return await rebuildEvent(tx, no, identity, versions, options);
	} catch (error) {
		if (error instanceof DrizzleQueryError) throw error;
		return error instanceof PassaError ? `${error.code}: ${error.message}` : String(error);
	}
}
