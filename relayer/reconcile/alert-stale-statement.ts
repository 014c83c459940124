import { and, eq, gt, isNotNull, isNull, min, ne } from 'drizzle-orm';
import { closeAlerts, openAlert } from '../cases/open-alert.ts';
import { payments, pushes } from '../models/payments.ts';
import type { Reader } from '../models/schema.ts';
import { nowOf, type RailsDeps } from '../rails/deps.ts';
import { loadStatementSpan } from './load-facts.ts';

const reason = 'PULL_STALE';
/** Three reads that are due in any case. */
const patience = 15 * 60_000;
/** What came before that is listed no more: Pull cannot tell of it. */
const listed = 48 * 3_600_000;

/**
 * Pull could not be read. Pushes of which nobody knows whether they rang, and money that it has not shown yet, wait for
 * it without an end: a person hears of it once, after a while, while any of them does.
 */
export async function alertStaleStatement(deps: RailsDeps): Promise<void> {
	const { db, log } = deps;
	const now = nowOf(deps);
	const waits = await waitingSince(db, now);
	if (waits === null) return;
	const read = (await loadStatementSpan(db))?.to ?? null;
	// Where it was never read, who waits longest says for how long it has been away.
	const since = read ?? waits.getTime();
	if (now.getTime() - since <= patience) return;
	const subject = read === null ? 'never' : new Date(read).toISOString();
	const facts = { lastRead: subject, waitingSince: waits.toISOString() };
	if (await openAlert(db, { reason, subject, facts }, now))
		log.error({ reason, ...facts }, 'Pull cannot be read, and somebody waits for it');
}

/** It was read again: what waited is looked at now. */
export const closeStaleAlert = (deps: RailsDeps): Promise<void> =>
	closeAlerts(deps.db, reason, null, 'Pull was read again.', nowOf(deps));

async function waitingSince(db: Reader, now: Date): Promise<Date | null> {
	const since = new Date(now.getTime() - listed);
	const [[push], [payment]] = await Promise.all([
		db
			.select({ at: min(pushes.createdAt) })
			.from(pushes)
			.where(and(eq(pushes.state, 'unknown'), isNotNull(pushes.wakeAt))),
		db
			.select({ at: min(payments.seenAt) })
			.from(payments)
			.where(and(isNull(payments.confirmedAt), gt(payments.seenAt, since), ne(payments.state, 'refunded'))),
	]);
	const times = [push?.at, payment?.at].filter((at) => at != null).map((at) => at.getTime());
	return times.length > 0 ? new Date(Math.min(...times)) : null;
}
