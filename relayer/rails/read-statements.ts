import { and, eq, inArray, isNotNull, isNull, lte, notExists, or, sql } from 'drizzle-orm';
import { plainly } from '#shared/service/problems.server.ts';
import { cursors, payments, reviews } from '../models/payments.ts';
import type { Database } from '../models/schema.ts';
import { alertStaleStatement, closeStaleAlert } from '../reconcile/alert-stale-statement.ts';
import { statementDelay } from '../reconcile/facts.ts';
import { flagUnreadable } from '../reconcile/flag-unreadable.ts';
import { importStatement } from '../reconcile/import-statement.ts';
import { loadStatementSpan, statementRead, statementSince } from '../reconcile/load-facts.ts';
import { reconcileOrder } from '../reconcile/reconcile-order.ts';
import {
	nextStatementAt,
	openStatementTimes,
	retryStatement,
	takeDueStatement,
} from '../reconcile/statement-times.ts';
import { nowOf, type RailsDeps } from './deps.ts';
import type { Work } from './worker.ts';

type Due = { whole: boolean };

/** What Pull lists, with a minute to spare: a request takes time. */
const listed = 48 * 3_600_000 - 60_000;
/** Read again: a payment may have appeared after later ones. */
const overlap = 10 * 60_000;
/** One request's span: what it answers is held in memory. */
const slice = 6 * 3_600_000;
const failedAgain = 30_000;
const doubtsAtOnce = 100;

/** Reads the provider's own list of payments: the last word on what came, and on what did not. */
export const readStatements = (deps: RailsDeps): Work<Due> => ({
	name: 'reading Pull',
	most: 1,
	async claim() {
		const now = nowOf(deps);
		await openStatementTimes(deps.db, now);
		const due = await takeDueStatement(deps.db, now);
		return due ? [due] : [];
	},
	async run(due) {
		try {
			await read(deps, due);
		} catch (error) {
			await retryStatement(deps.db, due, new Date(deps.clock.now() + failedAgain));
			await alertStaleStatement(deps);
			throw error;
		}
	},
	nextAt: () => nextStatementAt(deps.db),
});

async function read(deps: RailsDeps, { whole }: Due): Promise<void> {
	const to = deps.clock.now();
	const before = await loadStatementSpan(deps.db);
	const oldest = to - listed;
	const from = whole || !before ? oldest : Math.max(before.to - overlap, oldest);
	for (let at = from; at < to; at += slice) {
		const { payments: rows, unreadable: strange } = await deps.mpesa.pull(at, Math.min(at + slice, to));
		await importStatement(deps, rows);
		await flagUnreadable(deps, strange);
		deps.step?.('slice taken');
	}
	// Of what lies between the last read and the oldest that is still listed, nothing will be known.
	const since = before && before.to >= oldest ? before.since : oldest;
	await move(deps.db, statementSince, since);
	await move(deps.db, statementRead, to);
	await closeStaleAlert(deps);
	await reconcileUnseen(deps, to);
}

/** Never back: another process may have read further meanwhile. */
async function move(db: Database, name: string, at: number): Promise<void> {
	const to = new Date(at);
	await db
		.insert(cursors)
		.values({ name, at: to })
		.onConflictDoUpdate({
			target: cursors.name,
			set: { at: sql`greatest(${cursors.at}, ${to}::timestamptz)` },
		});
}

/**
 * Payments that should have been in the list by now, and were not: each is told to a person once; where a person has
 * its order for something else, after that. They are looked at in no order: what cannot be told keeps no other from it.
 */
async function reconcileUnseen(deps: RailsDeps, to: number): Promise<void> {
	const { db } = deps;
	const told = db
		.select({ id: reviews.id })
		.from(reviews)
		.where(
			and(
				eq(reviews.orderNo, payments.orderNo),
				or(isNull(reviews.decidedAt), inArray(reviews.reason, ['NOT_PULLED', 'RECEIPT_DIFFERS'])),
			),
		);
	const unseen = await db
		.select({ no: payments.orderNo })
		.from(payments)
		.where(
			and(
				isNull(payments.confirmedAt),
				isNotNull(payments.orderNo),
				lte(payments.seenAt, new Date(to - statementDelay)),
				notExists(told),
			),
		)
		.groupBy(payments.orderNo)
		.orderBy(sql`random()`)
		.limit(doubtsAtOnce);
	for (const { no } of unseen) {
		// One that cannot be looked at must not keep the others from it.
		await reconcileOrder(deps, no!).catch((error: Error) =>
			deps.log.error(plainly(error), 'an unseen payment could not be looked at'),
		);
	}
}
