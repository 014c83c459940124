import { count, eq, gt, inArray, isNull, max, notInArray, type SQL, sql } from 'drizzle-orm';
import { entryAuditStats } from '../gate/entry-audit-stats.ts';
import { batches, treasury } from '../models/batches.ts';
import { isOverdue } from '../models/case-deadline.ts';
import { type NoticeState, notices } from '../models/contacts.ts';
import { hookMessages, isOdd } from '../models/hook-messages.ts';
import { journalLines } from '../models/journal.ts';
import { orders, type State } from '../models/orders.ts';
import { reviews } from '../models/payments.ts';
import type { Database } from '../models/schema.ts';

/** What waits in the relayer's tables, for monitoring. Rates and ages, not books: USDC is rounded to what a float holds. */
export type QueueStats = {
	orders: Partial<Record<State, number>>;
	/** Messages to contacts of a week, by how they ended or wait. */
	notices: Partial<Record<NoticeState, number>>;
	reviewsOpen: number;
	/** Open cases and alerts past their deadline. */
	reviewsOverdue: number;
	batchesOpen: number;
	mostAttempts: number;
	treasuryUsdc: number;
	reservedUsdc: number;
	/** What it keeps of cancelled events' tickets that fans had sold cheaper than their face price. */
	resalesKeptUsdc: number;
	/** Messages to our hooks that repeated one before, that were only counted, and that were longer than what is kept. */
	hookRepeats: number;
	hookUnkept: number;
	hookCut: number;
	/** Of events with gates, until three days after them: what the audit of entries found. */
	entriesLate: number;
	entriesUnscanned: number;
	entriesTwice: number;
	entriesGivenBack: number;
	/** Seconds since the audit that is longest ago; 0 if there is none. */
	entriesAuditSeconds: number;
	/** 0 if no order is paid and not issued. */
	oldestPaidSeconds: number;
};

const sumOf = (value: SQL, which: SQL) =>
	sql`coalesce(sum(${value}) FILTER (WHERE ${which}), 0)`.mapWith(Number);

const ends: State[] = ['issued', 'failed', 'expired', 'refunded'];
const week = 7 * 24 * 3_600_000;
const stroops = 10_000_000;

export async function readQueueStats(db: Database, now: Date): Promise<QueueStats> {
	const [byState, [open], [batch], [float], [oldest], [hooks], byNotice, [resales], audit] =
		await Promise.all([
			db
				.select({ state: orders.state, count: count() })
				.from(orders)
				.where(notInArray(orders.state, ends))
				.groupBy(orders.state),
			db
				.select({ count: count(), overdue: sql`count(*) FILTER (WHERE ${isOverdue(now)})`.mapWith(Number) })
				.from(reviews)
				.where(isNull(reviews.decidedAt)),
			db
				.select({ count: count(), attempts: max(batches.attempts) })
				.from(batches)
				.where(inArray(batches.state, ['bound', 'sent'])),
			db.select().from(treasury),
			db
				.select({ at: sql<Date | null>`min(${orders.changedAt})`.mapWith(orders.changedAt) })
				.from(orders)
				.where(inArray(orders.state, ['paid', 'issuing'])),
			db
				.select({
					repeats: sumOf(sql`${hookMessages.count} - 1`, sql`${hookMessages.observationId} IS NOT NULL`),
					unkept: sumOf(sql`${hookMessages.count}`, sql`${hookMessages.observationId} IS NULL`),
					cut: sumOf(sql`${hookMessages.count}`, sql`${hookMessages.isCut}`),
				})
				.from(hookMessages)
				.where(isOdd),
			db
				.select({ state: notices.state, count: count() })
				.from(notices)
				.where(gt(notices.createdAt, new Date(now.getTime() - week)))
				.groupBy(notices.state),
			db
				.select({ kept: sql`coalesce(-sum(${journalLines.amount}), 0)`.mapWith(Number) })
				.from(journalLines)
				.where(eq(journalLines.account, 'resales')),
			entryAuditStats(db, now),
		]);
	return {
		orders: Object.fromEntries(byState.map((row) => [row.state, Number(row.count)])),
		notices: Object.fromEntries(byNotice.map((row) => [row.state, Number(row.count)])),
		reviewsOpen: Number(open!.count),
		reviewsOverdue: open!.overdue,
		batchesOpen: Number(batch!.count),
		mostAttempts: batch!.attempts ?? 0,
		treasuryUsdc: Number(float?.balance ?? 0n) / stroops,
		reservedUsdc: Number(float?.reserved ?? 0n) / stroops,
		resalesKeptUsdc: resales!.kept / stroops,
		hookRepeats: hooks!.repeats,
		hookUnkept: hooks!.unkept,
		hookCut: hooks!.cut,
		...audit,
		oldestPaidSeconds: oldest?.at ? Math.max(0, (now.getTime() - oldest.at.getTime()) / 1000) : 0,
	};
}
