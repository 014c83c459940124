import { eq, gt, isNotNull, or, sql } from 'drizzle-orm';
import type { Logger } from 'pino';
import { call } from '#shared/chain/rpc.ts';
import { keeperEvents } from '../models/keeper.ts';
import type { Database } from '../models/schema.ts';
import { events } from '../models/tiers.ts';
import { readStates, updateEvent } from './save-event.ts';

const mostAtOnce = 100;

/**
 * Reads events again whose terms or power to sell changed since they were read, as the keeper's scan saw, and those that
 * time alone opens again. Returns how many.
 */
export async function refreshTerms(
	db: Database,
	{ rpcUrl, log }: { rpcUrl: string; log: Logger },
): Promise<number> {
	const isChanged = gt(keeperEvents.termsLedger, events.readLedger);
	const waiting = await db
		.select({
			event: events.event,
			no: events.no,
			until: events.closedUntil,
			isChanged: sql<boolean>`${isChanged}`,
		})
		.from(events)
		.leftJoin(keeperEvents, eq(keeperEvents.event, events.event))
		.where(or(isChanged, isNotNull(events.closedUntil)))
		.orderBy(events.no)
		.limit(mostAtOnce);
	if (waiting.length === 0) return 0;
	const now = BigInt((await call<{ closeTime: string }>(rpcUrl, 'getLatestLedger')).closeTime);
	const changed = waiting.filter((each) => each.isChanged || each.until! <= now);
	const { states, unreadable } = await readStates(rpcUrl, changed, now);
	for (const { event, error } of unreadable)
		log.warn({ event, err: error }, 'changed terms cannot be read yet');
	for (const seen of states) await db.transaction((tx) => updateEvent(tx, seen));
	return states.length;
}
