import { and, gt, isNull, lt, or } from 'drizzle-orm';
import { nowOf } from '#shared/clock.ts';
import { PassaError } from '#shared/errors.ts';
import { entryAudits } from '../models/entry-audits.ts';
import { gateEvents } from '../models/gates.ts';
import { compareEntries } from './compare-entries.ts';
import type { GateDeps } from './gate-deps.ts';
import { syncTickets } from './sync-tickets.ts';

type Deps = Pick<GateDeps, 'db' | 'clock' | 'chain' | 'log'>;

/** An entry is on chain within this, or it is late: it can be undone first, and its call may be tried again. Milliseconds. */
const late = 15 * 60_000;
const day = 86_400_000;

/**
 * Compares what gates admitted with what the chain shows, for events from a day before their doors open until three days
 * after their end. The list of tickets is read again first; where that fails, nothing is compared, and the row says so.
 */
export async function auditEntries(deps: Deps): Promise<void> {
	const { db } = deps;
	const now = nowOf(deps).getTime();
	const seconds = (milliseconds: number) => Math.floor(milliseconds / 1000);
	const events = await db
		.select({ event: gateEvents.event })
		.from(gateEvents)
		.where(
			and(
				or(isNull(gateEvents.opensAt), lt(gateEvents.opensAt, seconds(now + day))),
				or(isNull(gateEvents.closesAt), gt(gateEvents.closesAt, seconds(now - 3 * day))),
			),
		);
	for (const { event } of events) await auditEvent(deps, event);
}

/** Never throws for the network: a failure is kept as the reason why nothing was compared. */
export async function auditEvent(deps: Deps, event: string): Promise<void> {
	const { db, log } = deps;
	const asOf = nowOf(deps);
	try {
		await syncTickets(deps, event);
	} catch (err) {
		const failed = { failedAt: asOf, failedFor: err instanceof PassaError ? String(err.code) : 'UNKNOWN' };
		log.warn({ event, err }, 'entries cannot be compared with the chain now');
		await db
			.insert(entryAudits)
			.values({ event, ...failed })
			.onConflictDoUpdate({ target: entryAudits.event, set: failed });
		return;
	}
	const found = await compareEntries(db, event, new Date(asOf.getTime() - late));
	const row = { ...found, auditedAt: asOf, failedAt: null, failedFor: null };
	await db
		.insert(entryAudits)
		.values({ event, ...row })
		.onConflictDoUpdate({ target: entryAudits.event, set: row });
	if (found.late + found.unscanned + found.twice + found.givenBack > 0)
		log.error({ event, ...found }, 'entries and the chain differ');
}
