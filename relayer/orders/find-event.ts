import { eq } from 'drizzle-orm';
import { PassaError } from '#shared/errors.ts';
import type { Reader } from '../models/schema.ts';
import { type EventRow, events, type TierRow, tiers } from '../models/tiers.ts';

export type FindEventError = PassaError<'EVENT_NOT_FOUND'>;

/** An event by its number or its contract's address. Throws FindEventError. */
export async function findEvent(db: Reader, wanted: string): Promise<EventRow> {
	const is = /^\d{1,9}$/.test(wanted) ? eq(events.no, Number(wanted)) : eq(events.event, wanted);
	const [row] = await db.select().from(events).where(is);
	if (!row) throw new PassaError('EVENT_NOT_FOUND', `There is no event ${wanted} here.`, { status: 404 });
	return row;
}

export const findTiers = (db: Reader, event: string): Promise<TierRow[]> =>
	db.select().from(tiers).where(eq(tiers.event, event)).orderBy(tiers.tier);
