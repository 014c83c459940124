import { and, eq, inArray, isNotNull, isNull, lte, notExists, or, sql } from 'drizzle-orm';
import { nowOf } from '#shared/clock.ts';
import { plainly } from '#shared/service/problems.server.ts';
import type { Work } from '#shared/service/worker.server.ts';
import { type CursorName, cursors, payments, reviews } from '../models/payments.ts';
import type { Database } from '../models/schema.ts';
import type { Provider } from '../providers.ts';
import { alertStaleStatement, closeStaleAlert } from '../reconcile/alert-stale-statement.ts';
import { closeSpans, flagSpan } from '../reconcile/flag-span.ts';
import { flagUnreadable } from '../reconcile/flag-unreadable.ts';
import { importStatement } from '../reconcile/import-statement.ts';
import { loadStatementSpan, statementRead, statementSince } from '../reconcile/load-facts.ts';
import { statementDelay } from '../reconcile/order-facts.ts';
import { reconcileOrder } from '../reconcile/reconcile-order.ts';
import {
	nextStatementAt,
	openStatementTimes,
	reserveDueStatement,
	retryStatement,
} from '../reconcile/statement-times.ts';
import { RailError } from './rail-error.ts';
import type { RailsDeps } from './rails-deps.ts';
import { coverageOf, type ReadSpan, readSpans } from './read-spans.ts';

type Due = { whole: boolean };

/** A request takes time, so this much less is requested than the provider lists. */
const margin = 60_000;
/** This span is read again: a payment may have appeared after later ones. */
const overlap = 10 * 60_000;
const failedAgain = 30_000;
const ordersAtOnce = 100;

/** Reads the provider's own list of payments, which decides which payments came. */
export const readStatements = (deps: RailsDeps): Work<Due> => ({
	name: 'reading the statement',
	most: 1,
	async lease() {
		const now = nowOf(deps);
		await openStatementTimes(deps.db, deps.rail.provider, now);
		const due = await reserveDueStatement(deps.db, deps.rail.provider, now);
		return due ? [due] : [];
	},
	async run(due) {
		try {
			await read(deps, due);
		} catch (error) {
			await retryStatement(deps.db, deps.rail.provider, due, new Date(deps.clock.now() + failedAgain));
			await alertStaleStatement(deps);
			throw error;
		}
	},
	nextAt: () => nextStatementAt(deps.db, deps.rail.provider),
});

async function read(deps: RailsDeps, { whole }: Due): Promise<void> {
	const { provider, statement } = deps.rail;
	const to = deps.clock.now();
	const known = await loadStatementSpan(deps.db, provider);
	const oldest = to - (statement.keeps - margin);
	// Payments between the last read and the oldest listed one cannot be found any more.
	const before = known && known.to >= oldest ? known : { since: oldest, to: oldest };
	const from = whole || !known ? oldest : Math.max(known.to - overlap, oldest);
	const spans = await readSpans(from, to, statement.slice, async (begin, end) => {
		const { payments: rows, unreadable } = await statement.read(begin, end);
		await importStatement(deps, rows);
		await flagUnreadable(deps, unreadable);
		deps.between?.('slice imported');
	});
	const covered = coverageOf(before, spans, await flagUnread(deps, spans));
	if (covered.to > before.to) {
		await move(deps.db, provider, statementSince, covered.since);
		await move(deps.db, provider, statementRead, covered.to);
	}
	await reconcileUnseen(deps, covered.to);
	const failed = spans.find(({ error, to: end }) => error !== null && (end > covered.to || !isRails(error)));
	if (failed) throw failed.error;
	await closeStaleAlert(deps);
}

const isRails = (error: Error): error is RailError => error instanceof RailError;

/**
 * Opens a case for each span that cannot be read although a later one can, and closes those that were read after all.
 * Returns which of them have been tried for long enough.
 */
async function flagUnread(deps: RailsDeps, spans: readonly ReadSpan[]): Promise<(span: ReadSpan) => boolean> {
	const readable = spans.filter(({ error }) => error === null);
	const newest = readable.at(-1)?.to ?? 0;
	const givenUp = new Set<ReadSpan>();
	await closeSpans(deps, readable);
	for (const span of spans) {
		const { error } = span;
		if (error && span.to < newest && isRails(error) && (await flagSpan(deps, span, error.code)))
			givenUp.add(span);
	}
	return (span) => givenUp.has(span);
}

/** The cursor never moves back: another process may have read further meanwhile. */
async function move(db: Database, provider: Provider, name: CursorName, at: number): Promise<void> {
	const to = new Date(at);
	await db
		.insert(cursors)
		.values({ provider, name, at: to })
		.onConflictDoUpdate({
			target: [cursors.provider, cursors.name],
			set: { at: sql`greatest(${cursors.at}, ${to}::timestamptz)` },
		});
}

/**
 * Reconciles orders whose payments the statement should list by now and does not: each becomes a case once, after any
 * open case of its order. The order is random, so one failing order cannot block the rest.
 */
async function reconcileUnseen(deps: RailsDeps, to: number): Promise<void> {
	const { db } = deps;
	const alerted = db
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
				eq(payments.provider, deps.rail.provider),
				isNull(payments.confirmedAt),
				isNotNull(payments.orderNo),
				// The first part of a divided receipt is its order's, whose messages decide about all.
				eq(payments.part, 0),
				lte(payments.seenAt, new Date(to - statementDelay)),
				notExists(alerted),
			),
		)
		.groupBy(payments.orderNo)
		.orderBy(sql`random()`)
		.limit(ordersAtOnce);
	for (const { no } of unseen) {
		await reconcileOrder(deps, no!).catch((error: Error) =>
			deps.log.error(plainly(error), 'an order with an unlisted payment could not be reconciled'),
		);
	}
}
