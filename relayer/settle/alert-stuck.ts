import { and, asc, count, eq, inArray, isNull, like, lte, min } from 'drizzle-orm';
import { nowOf } from '#shared/clock.ts';
import type { CaseFacts } from '../case-facts.ts';
import { closeAlerts, openAlert } from '../cases/open-alert.ts';
import { batches, batchItems } from '../models/batches.ts';
import { orders } from '../models/orders.ts';
import { reviews } from '../models/payments.ts';
import type { Reader } from '../models/schema.ts';
import { isOpen, itemsOf } from './batch-conditions.ts';
import type { BatchRow, SettleDeps } from './settle-deps.ts';

const reason = 'SETTLE_STUCK';
/** A batch lands within seconds. After this, an operator has to act. */
const patience = 15 * 60_000;
const atOnce = 100;
const unbound = 'paid ';

type Watching = Pick<SettleDeps, 'db' | 'clock' | 'log'>;

/**
 * Opens one alert for each batch that does not land, even when no lane tries it. Lanes go on trying, and the batch
 * lands when the cause is gone.
 */
export async function alertStuck(deps: Watching): Promise<void> {
	const { db, log } = deps;
	await alertUnbound(deps);
	const now = nowOf(deps);
	const stuck = await db
		.select()
		.from(batches)
		.where(and(isOpen, lte(batches.boundAt, new Date(now.getTime() - patience))))
		.orderBy(asc(batches.boundAt))
		.limit(atOnce);
	if (stuck.length === 0) return;
	const alerted = await db
		.select({ subject: reviews.subject })
		.from(reviews)
		.where(and(eq(reviews.reason, reason), inArray(reviews.subject, stuck.map(subjectOf))));
	const known = new Set(alerted.map(({ subject }) => subject));
	for (const batch of stuck) {
		const subject = subjectOf(batch);
		if (known.has(subject)) continue;
		const facts = await factsOf(db, batch);
		if (await openAlert(db, { reason, subject, facts }, now))
			log.error({ reason, ...facts }, 'a batch does not land');
	}
}

/** Alerts about paid orders that no lane binds: one alert for an event, named by its oldest order. */
async function alertUnbound(deps: Watching): Promise<void> {
	const { db, log } = deps;
	const now = nowOf(deps);
	const waiting = await db
		.select({ event: orders.event, oldest: min(orders.no), n: count() })
		.from(orders)
		.where(and(eq(orders.state, 'paid'), lte(orders.changedAt, new Date(now.getTime() - patience))))
		.groupBy(orders.event);
	for (const { event, oldest, n } of waiting) {
		const facts = { event, error: 'NOT_BOUND', orders: n.toString() };
		if (await openAlert(db, { reason, subject: `${unbound}${oldest}`, facts }, now))
			log.error({ reason, ...facts }, 'paid orders are not bound');
	}
	const open = await db
		.select({ subject: reviews.subject })
		.from(reviews)
		.where(and(eq(reviews.reason, reason), isNull(reviews.decidedAt), like(reviews.subject, `${unbound}%`)));
	const waits = new Set(waiting.map(({ oldest }) => `${unbound}${oldest}`));
	const over = open.flatMap(({ subject }) => (subject === null || waits.has(subject) ? [] : [subject]));
	if (over.length > 0) await closeAlerts(db, reason, over, 'It is waiting no more.', now);
}

/** The batch has landed or was dissolved. */
export const closeStuckAlert = (db: Reader, batch: BatchRow, note: string, now: Date): Promise<void> =>
	closeAlerts(db, reason, [subjectOf(batch)], note, now);

/** A dissolved batch frees its number, so the time distinguishes it from the next. */
const subjectOf = ({ event, lane, seq, boundAt }: BatchRow): string =>
	`${event} ${lane} ${seq} ${boundAt.toISOString()}`;

async function factsOf(db: Reader, batch: BatchRow): Promise<CaseFacts> {
	const bound = await db
		.select({ reference: orders.reference })
		.from(batchItems)
		.innerJoin(orders, eq(orders.no, batchItems.orderNo))
		.where(itemsOf(batch))
		.orderBy(asc(batchItems.index));
	return {
		event: batch.event,
		lane: batch.lane.toString(),
		seq: batch.seq.toString(),
		boundAt: batch.boundAt.toISOString(),
		error: batch.error ?? 'NONE',
		attempts: batch.attempts.toString(),
		orders: bound.map(({ reference }) => reference).join(' '),
	};
}
