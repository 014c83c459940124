import { asc, eq } from 'drizzle-orm';
import type { Logger } from 'pino';
import type { EventVersions } from '#shared/contract/versions.ts';
import { lockCheckpoint } from '../models/checkpoint.ts';
import { events } from '../models/events.ts';
import type { Database } from '../models/schema.ts';
import { restoreEvent } from './restore-event.ts';

/** What a migration leaves in `events.version`, if it cannot know what new columns hold. */
const unknown = 0;

/**
 * Rebuilds the rows that an earlier release wrote, from raw events, one event after the other. Returns of how many
 * events. Throws FENCED if another leader took over, and what `restoreEvent` throws.
 */
export async function restoreOldRows(
	{ db, log, versions }: { db: Database; log: Logger; versions?: EventVersions | undefined },
	epoch: number,
): Promise<number> {
	const old = await db
		.select({ no: events.no })
		.from(events)
		.where(eq(events.version, unknown))
		.orderBy(asc(events.no));
	for (const { no } of old)
		await db.transaction(async (tx) => restoreEvent(tx, no, await lockCheckpoint(tx, epoch), versions));
	if (old.length > 0) log.info({ events: old.length }, 'rows of an earlier release are made again');
	return old.length;
}
