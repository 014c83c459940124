import { and, asc, eq, gt, inArray, isNotNull, lte, min, ne, notExists, or, sql } from 'drizzle-orm';
import { nowOf } from '#shared/clock.ts';
import type { Work } from '#shared/service/worker.server.ts';
import { orders } from '../models/orders.ts';
import { pushes } from '../models/payments.ts';
import type { Database, Reader } from '../models/schema.ts';
import { lockOrder } from '../orders/move-order.ts';
import { notifyOrder } from '../orders/notify-order.ts';
import type { Provider } from '../providers.ts';
import { flagAnswer } from '../reconcile/flag-message.ts';
import { type ProviderMessage, recordObservation } from '../reconcile/observations.ts';
import { reconcileOrder } from '../reconcile/reconcile-order.ts';
import type { QueryResult } from './rail.ts';
import { type AnswerAlert, brokenOff, evidenceOf, RailError } from './rail-error.ts';
import type { RailsDeps } from './rails-deps.ts';
import { sendingMilliseconds } from './send-pushes.ts';

type Due = typeof pushes.$inferSelect;

const atOnce = 8;
/** Longer than a poll takes; another process takes over after this. */
const leaseMilliseconds = 60_000;

/** Reconciles pushes with a new message, a query that is due, or a deadline that has passed. */
export const pollPushes = (deps: RailsDeps): Work<Due> => ({
	name: 'polling pushes',
	most: atOnce,
	lease: (limit) => leaseDue(deps, limit),
	run: (push) => poll(deps, push),
	nextAt: () => nextAt(deps.db, deps.rail.provider),
});

/** Queued pushes belong to the sender until their order leaves `pending`. */
const isPollable = (db: Reader, now: Date) =>
	or(
		ne(pushes.state, 'queued'),
		notExists(
			db
				.select({ no: orders.no })
				.from(orders)
				.where(and(eq(orders.no, pushes.orderNo), eq(orders.state, 'pending'), gt(orders.holdUntil, now))),
		),
	);

async function leaseDue(deps: RailsDeps, limit: number): Promise<Due[]> {
	const now = nowOf(deps);
	return deps.db.transaction(async (tx) => {
		const due = await tx
			.select({ id: pushes.id })
			.from(pushes)
			.where(and(eq(pushes.provider, deps.rail.provider), lte(pushes.wakeAt, now), isPollable(tx, now)))
			.orderBy(asc(pushes.wakeAt))
			.limit(limit)
			.for('update', { skipLocked: true });
		if (due.length === 0) return [];
		const ids = due.map((each) => each.id);
		return tx
			.update(pushes)
			.set({ wakeAt: new Date(now.getTime() + leaseMilliseconds) })
			.where(inArray(pushes.id, ids))
			.returning();
	});
}

async function nextAt(db: Database, provider: Provider): Promise<number | null> {
	const at = sql<Date>`CASE WHEN ${pushes.state} = 'queued' AND ${orders.state} = 'pending' THEN greatest(${pushes.wakeAt}, ${orders.holdUntil}) ELSE ${pushes.wakeAt} END`;
	const [row] = await db
		.select({ at: min(at).mapWith(pushes.wakeAt) })
		.from(pushes)
		.innerJoin(orders, eq(orders.no, pushes.orderNo))
		.where(and(eq(pushes.provider, provider), isNotNull(pushes.wakeAt)));
	return (row?.at as Date | null)?.getTime() ?? null;
}

async function poll(deps: RailsDeps, push: Due): Promise<void> {
	const until = new Date(deps.clock.now() + leaseMilliseconds);
	if (push.state === 'sending') await markUnanswered(deps, push);
	const { decision } = await reconcileOrder(deps, push.orderNo, { push: push.id, until });
	const isQueried = decision.pushes.some((each) => each.id === push.id && each.query);
	if (!isQueried || push.requestId === null || !deps.rail.query) return;
	await query(deps, push, deps.rail.query(push.requestId));
	deps.between?.('query answered');
	await reconcileOrder(deps, push.orderNo);
}

/** The sending process died. The request may have left, so it is looked up and never sent again. */
async function markUnanswered(deps: RailsDeps, push: Due): Promise<void> {
	const now = nowOf(deps);
	if (push.sentAt && now.getTime() < push.sentAt.getTime() + sendingMilliseconds) return;
	await deps.db.transaction(async (tx) => {
		const order = await lockOrder(tx, push.orderNo);
		await tx
			.update(pushes)
			.set({ state: 'unknown' })
			.where(and(eq(pushes.id, push.id), eq(pushes.state, 'sending')));
		await notifyOrder(tx, order.no, now);
	});
}

type Answer = { code: string; message: ProviderMessage; alert: AnswerAlert | null };

async function query(deps: RailsDeps, push: Due, asking: Promise<QueryResult>): Promise<void> {
	const { alert, ...answer } = await answerOf(push.provider, asking);
	const at = nowOf(deps);
	await deps.db.transaction(async (tx) => {
		const observationId = await recordObservation(tx, deps.seal, {
			provider: push.provider,
			kind: 'query',
			pushId: push.id,
			orderNo: push.orderNo,
			amount: null,
			at,
			...answer,
		});
		if (alert) await flagAnswer(tx, deps, alert, { kind: 'query', orderNo: push.orderNo, observationId });
		await tx
			.update(pushes)
			.set({ queries: sql`${pushes.queries} + 1` })
			.where(eq(pushes.id, push.id));
	});
}

/** A missing answer is recorded too: it says when the provider was asked. */
async function answerOf(provider: Provider, asking: Promise<QueryResult>): Promise<Answer> {
	try {
		const result = await asking;
		const message = { body: result.body };
		if (result.state === 'pending') return { code: 'PENDING', message, alert: null };
		return { code: result.code, message: { ...message, text: result.text }, alert: null };
	} catch (error) {
		const failure = error instanceof RailError ? error : brokenOff(provider, error);
		return {
			code: 'NO_ANSWER',
			message: { body: evidenceOf(failure) },
			alert: failure.answer?.alert ?? null,
		};
	}
}
