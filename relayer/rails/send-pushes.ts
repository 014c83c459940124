import { and, asc, eq, exists, gt, inArray, lte, min, ne, notExists } from 'drizzle-orm';
import { alias } from 'drizzle-orm/pg-core';
import { nowOf } from '#shared/clock.ts';
import { kesCents } from '#shared/money.ts';
import type { Work } from '#shared/service/worker.server.ts';
import { orders } from '../models/orders.ts';
import { observations, pushes } from '../models/payments.ts';
import type { Database, Reader, Transaction } from '../models/schema.ts';
import { lockOrder } from '../orders/move-order.ts';
import { notifyOrder } from '../orders/notify-order.ts';
import type { Provider } from '../providers.ts';
import { flagAnswer } from '../reconcile/flag-message.ts';
import { recordObservation } from '../reconcile/observations.ts';
import { reconcileOrder } from '../reconcile/reconcile-order.ts';
import type { Pushed } from './rail.ts';
import { brokenOff, evidenceOf, RailError } from './rail-error.ts';
import type { RailsDeps } from './rails-deps.ts';

type Sending = typeof pushes.$inferSelect & { reference: string };

const atOnce = 16;
/**
 * Longer than a request and its token's renewal may take. The process of a push that is `sending` for longer is gone.
 */
export const sendingMilliseconds = 120_000;
const firstQuery = 10_000;
const others = alias(pushes, 'others');

/**
 * Sends queued pushes. Each is marked before its request leaves and never sent again after that: a phone must not ring
 * twice.
 */
export const sendPushes = (deps: RailsDeps): Work<Sending> => ({
	name: 'sending pushes',
	most: atOnce,
	lease: (limit) => leaseDue(deps, limit),
	run: (push) => send(deps, push),
	nextAt: () => nextAt(deps.db, deps.rail.provider, nowOf(deps)),
});

/** A prompt leaves the phone by itself within two minutes. */
const promptMilliseconds = 150_000;

/**
 * Only while the order waits for it: a payment after the hold might find no seats. And only while the phone shows no
 * other prompt: the owner's prompt waits until a stranger's has ended.
 */
const sendable = (db: Reader, provider: Provider, now: Date) =>
	and(
		eq(pushes.provider, provider),
		eq(pushes.state, 'queued'),
		notExists(
			db
				.select({ id: others.id })
				.from(others)
				.where(
					and(
						eq(others.phoneKey, pushes.phoneKey),
						inArray(others.state, ['sending', 'open', 'unknown']),
						gt(others.sentAt, new Date(now.getTime() - promptMilliseconds)),
					),
				),
		),
		exists(
			db
				.select({ no: orders.no })
				.from(orders)
				.where(and(eq(orders.no, pushes.orderNo), eq(orders.state, 'pending'), gt(orders.holdUntil, now))),
		),
	);

async function leaseDue(deps: RailsDeps, limit: number): Promise<Sending[]> {
	const now = nowOf(deps);
	const taken = await deps.db.transaction(async (tx) => {
		const due = await tx
			.select({ id: pushes.id })
			.from(pushes)
			.where(and(sendable(tx, deps.rail.provider, now), lte(pushes.wakeAt, now)))
			.orderBy(asc(pushes.wakeAt))
			.limit(limit)
			.for('update', { skipLocked: true });
		if (due.length === 0) return [];
		const ids = due.map((each) => each.id);
		const rows = await tx
			.update(pushes)
			.set({ state: 'sending', sentAt: now, wakeAt: new Date(now.getTime() + sendingMilliseconds) })
			.where(inArray(pushes.id, ids))
			.returning();
		const numbers = rows.map((row) => row.orderNo);
		const named = await tx
			.select({ no: orders.no, reference: orders.reference })
			.from(orders)
			.where(inArray(orders.no, numbers));
		const references = new Map(named.map((each) => [each.no, each.reference]));
		return rows.map((row) => ({ ...row, reference: references.get(row.orderNo)! }));
	});
	if (taken.length > 0) deps.between?.('push marked');
	return taken;
}

async function nextAt(db: Database, provider: Provider, now: Date): Promise<number | null> {
	const [row] = await db
		.select({ at: min(pushes.wakeAt) })
		.from(pushes)
		.where(sendable(db, provider, now));
	return row?.at?.getTime() ?? null;
}

async function send(deps: RailsDeps, push: Sending): Promise<void> {
	const answer = await callProvider(deps, push);
	deps.between?.('push sent');
	const hasCallback = await recordAnswer(deps, push, answer);
	deps.between?.('push answered');
	if (hasCallback || answer instanceof RailError) await reconcileOrder(deps, push.orderNo);
}

async function callProvider(deps: RailsDeps, push: Sending): Promise<Pushed | RailError> {
	try {
		return await deps.rail.push({
			pushId: push.id,
			phone: deps.seal.open(push.phoneSealed!),
			amount: kesCents(push.amount),
			reference: push.reference,
		});
	} catch (error) {
		if (error instanceof RailError) return error;
		// The request may have been sent.
		return brokenOff(deps.rail.provider, error);
	}
}

/** Records the provider's answer. Returns whether a callback of this push came before it. */
async function recordAnswer(deps: RailsDeps, push: Sending, answer: Pushed | RailError): Promise<boolean> {
	const now = nowOf(deps);
	const change = changeBy(push, answer, now);
	return deps.db.transaction(async (tx) => {
		const order = await lockOrder(tx, push.orderNo);
		const [row] = await tx.select().from(pushes).where(eq(pushes.id, push.id)).for('update');
		const observationId = await recordObservation(tx, deps.seal, {
			provider: push.provider,
			kind: 'push',
			pushId: push.id,
			orderNo: order.no,
			code: answer instanceof RailError ? answer.providerCode || answer.code : '0',
			amount: push.amount,
			message: { body: bodyOf(answer) },
			at: now,
		});
		if (answer instanceof RailError && answer.answer?.alert)
			await flagAnswer(tx, deps, answer.answer.alert, { kind: 'push', orderNo: order.no, observationId });
		const { requestId: named, ...rest } = change;
		const requestId = named === null || (await isOfOther(tx, push, named)) ? null : named;
		// A callback that came first may have ended it; then only the id is new.
		const waits = row!.state === 'sending' || row!.state === 'unknown';
		await tx
			.update(pushes)
			.set({ requestId, ...(waits ? rest : {}) })
			.where(eq(pushes.id, push.id));
		await notifyOrder(tx, order.no, now);
		const callbacks = await tx
			.select({ id: observations.id })
			.from(observations)
			.where(and(eq(observations.pushId, push.id), eq(observations.kind, 'callback')))
			.limit(1);
		return callbacks.length > 0;
	});
}

/** An id that another push has does not count: a query by it would show the other push's result. */
async function isOfOther(tx: Transaction, { id, provider }: Sending, requestId: string): Promise<boolean> {
	const same = and(eq(pushes.provider, provider), eq(pushes.requestId, requestId), ne(pushes.id, id));
	return (await tx.select({ id: pushes.id }).from(pushes).where(same).limit(1)).length > 0;
}

function changeBy(push: Sending, answer: Pushed | RailError, now: Date) {
	const after = (milliseconds: number) => new Date(now.getTime() + milliseconds);
	if (!(answer instanceof RailError))
		return { requestId: answer.requestId, state: 'open' as const, wakeAt: after(firstQuery) };
	const result = { resultCode: answer.providerCode || answer.code, resultText: answer.message };
	if (answer.effect === 'unknown')
		return { requestId: null, ...result, state: 'unknown' as const, wakeAt: now };
	if (answer.effect === 'refused')
		return { requestId: null, ...result, state: 'failed' as const, wakeAt: now };
	// It had no effect: it is sent again, later each time, while the hold lasts.
	const age = now.getTime() - push.createdAt.getTime();
	const wait = Math.min(Math.max(age / 2, 2_000), 60_000);
	return { requestId: null, state: 'queued' as const, sentAt: null, wakeAt: after(wait) };
}

const bodyOf = (answer: Pushed | RailError): unknown =>
	answer instanceof RailError ? evidenceOf(answer) : answer.body;
