import { and, eq, gt, isNotNull, isNull, min, ne } from 'drizzle-orm';
import { nowOf } from '#shared/clock.ts';
import { closeAlerts, openAlert } from '../cases/open-alert.ts';
import { payments, pushes } from '../models/payments.ts';
import type { Reader } from '../models/schema.ts';
import type { Provider } from '../providers.ts';
import { loadStatementSpan } from './load-facts.ts';
import type { ReconcileDeps } from './reconcile-deps.ts';

const reason = 'PULL_STALE';
/** The time of three regular reads. */
const patience = 15 * 60_000;
/** Statements list no older payment, so none can confirm it. */
const listed = 48 * 3_600_000;

/**
 * The statement could not be read. Pushes without an answer and unconfirmed payments wait for it without limit. So one
 * alert opens after `patience`, while any of them waits.
 */
export async function alertStaleStatement(deps: ReconcileDeps): Promise<void> {
	const { db, log, rail } = deps;
	const now = nowOf(deps);
	const waits = await waitingSince(db, rail.provider, now);
	if (waits === null) return;
	const read = (await loadStatementSpan(db, rail.provider))?.to ?? null;
	// A statement that was never read counts from the longest wait.
	const since = read ?? waits.getTime();
	if (now.getTime() - since <= patience) return;
	const lastRead = read === null ? 'never' : new Date(read).toISOString();
	const subject = subjectOf(rail.provider, lastRead);
	const facts = { provider: rail.provider, lastRead, waitingSince: waits.toISOString() };
	if (await openAlert(db, { reason, subject, facts }, now))
		log.error({ reason, ...facts }, 'the statement cannot be read, and money waits for it');
}

/** The statement was read again. */
export const closeStaleAlert = (deps: ReconcileDeps): Promise<void> =>
	closeAlerts(
		deps.db,
		reason,
		{ startsWith: subjectOf(deps.rail.provider, '') },
		'The statement was read again.',
		nowOf(deps),
	);

/** One provider's alerts, by how far its statement had been read. */
const subjectOf = (provider: Provider, lastRead: string): string => `${provider} ${lastRead}`;

async function waitingSince(db: Reader, provider: Provider, now: Date): Promise<Date | null> {
	const since = new Date(now.getTime() - listed);
	const [[push], [payment]] = await Promise.all([
		db
			.select({ at: min(pushes.createdAt) })
			.from(pushes)
			.where(and(eq(pushes.provider, provider), eq(pushes.state, 'unknown'), isNotNull(pushes.wakeAt))),
		db
			.select({ at: min(payments.seenAt) })
			.from(payments)
			.where(
				and(
					eq(payments.provider, provider),
					isNull(payments.confirmedAt),
					gt(payments.seenAt, since),
					ne(payments.state, 'refunded'),
				),
			),
	]);
	const times = [push?.at, payment?.at].filter((at) => at != null).map((at) => at.getTime());
	return times.length > 0 ? new Date(Math.min(...times)) : null;
}
