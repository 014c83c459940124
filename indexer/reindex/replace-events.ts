import { inArray } from 'drizzle-orm';
import type { RawEvent } from '#shared/contract/raw-event.ts';
import { rawEvents, sameBytes, storeRawEvents } from '../models/raw-events.ts';
import type { Transaction } from '../models/schema.ts';

/**
 * Replaces a ledger's stored events by `all`. Returns the ids that were added, or had other bytes, and those that
 * were removed.
 */
export async function replaceEvents(
	tx: Transaction,
	stored: RawEvent[],
	all: RawEvent[],
): Promise<{ added: string[]; gone: string[] }> {
	const before = new Map(stored.map((each) => [each.id, each]));
	const added = all.filter((each) => !before.has(each.id) || !sameBytes(before.get(each.id)!, each));
	const kept = new Set(all.filter((each) => !added.includes(each)).map(({ id }) => id));
	const gone = stored.map(({ id }) => id).filter((id) => !kept.has(id));
	if (gone.length > 0) await tx.delete(rawEvents).where(inArray(rawEvents.id, gone));
	await storeRawEvents(tx, added);
	return { added: added.map(({ id }) => id), gone };
}
