import { and, eq } from 'drizzle-orm';
import { openCase, reviewOrder } from '../cases/open-case.ts';
import type { OrderRow } from '../models/orders.ts';
import { pushes, reviews } from '../models/payments.ts';
import type { Transaction } from '../models/schema.ts';
import { moveOrder } from '../orders/move-order.ts';
import { notifyOrder } from '../orders/notify-order.ts';
import type { ReviewReason } from '../reasons.ts';
import { applyPayments } from './apply-payments.ts';
import type { OrderDecision, PushDecision } from './decision.ts';
import { type LoadedFacts, textKey } from './load-facts.ts';
import type { ReconcileDeps } from './reconcile-deps.ts';

/** The push that a worker polls. Until that time no other worker polls it. */
export type Lease = { push: string; until: Date };

/** Applies a decision to the locked order. Applying it again changes nothing. */
export async function applyDecision(
	tx: Transaction,
	deps: Pick<ReconcileDeps, 'seal' | 'rail'>,
	order: OrderRow,
	loaded: LoadedFacts,
	decision: OrderDecision,
	now: Date,
	lease?: Lease,
): Promise<OrderRow> {
	const changed = await movePushes(tx, loaded, decision.pushes, lease);
	if (decision.alert) await openCaseOnce(tx, order.no, decision.alert, now);
	// These lock the rows of tier and treasury, for which other orders wait. So they come last.
	const moved = await endOrReview(tx, order, decision, now);
	const paid = await applyPayments(tx, deps, moved, loaded, decision, now);
	const isVisible = changed || decision.payments.length > 0 || decision.replaced !== null;
	if (isVisible && paid.version === order.version) await notifyOrder(tx, order.no, now);
	return paid;
}

/** Fails or expires the order, or opens its case. A payment moves its order in `applyPayments`. */
async function endOrReview(
	tx: Transaction,
	order: OrderRow,
	decision: OrderDecision,
	now: Date,
): Promise<OrderRow> {
	const { order: to, payments: money } = decision;
	const waits = order.state === 'pending';
	if (to.end === 'fail' && waits) return moveOrder(tx, order, 'failed', now, { reason: to.reason });
	if (to.end === 'expire' && waits) return moveOrder(tx, order, 'expired', now, { reason: to.reason });
	if (to.end !== 'review') return order;
	const gaveUp = order.state === 'failed' || order.state === 'expired';
	if (!waits && !gaveUp) return order;
	// A decided case is not opened again, unless money came that the person did not know of.
	if (gaveUp && money.length === 0 && (await wasDecided(tx, order.no, to.reason))) return order;
	return reviewOrder(tx, order, { reason: to.reason }, now);
}

const casesOf = (tx: Transaction, orderNo: bigint, reason: ReviewReason) =>
	tx
		.select({ decidedAt: reviews.decidedAt })
		.from(reviews)
		.where(and(eq(reviews.orderNo, orderNo), eq(reviews.reason, reason)));

async function wasDecided(tx: Transaction, orderNo: bigint, reason: ReviewReason): Promise<boolean> {
	return (await casesOf(tx, orderNo, reason)).some((each) => each.decidedAt !== null);
}

async function openCaseOnce(
	tx: Transaction,
	orderNo: bigint,
	reason: ReviewReason,
	now: Date,
): Promise<void> {
	if ((await casesOf(tx, orderNo, reason)).length === 0) await openCase(tx, { reason, orderNo }, now);
}

/** Updates the order's pushes. Returns whether the buyer sees a change. */
async function movePushes(
	tx: Transaction,
	{ pushes: rows, texts }: LoadedFacts,
	decisions: PushDecision[],
	lease?: Lease,
): Promise<boolean> {
	let seen = false;
	for (const each of decisions) {
		const row = rows.find((push) => push.id === each.id)!;
		const resultCode = each.code ?? row.resultCode;
		const text = each.code === null ? undefined : texts.get(textKey(each.id, each.code));
		const resultText = text ?? row.resultText;
		const wakeAt = each.query && each.id === lease?.push ? lease.until : timeOf(each.wakeAt, row.wakeAt);
		const same = each.state === row.state && resultCode === row.resultCode && resultText === row.resultText;
		if (same && wakeAt?.getTime() === row.wakeAt?.getTime()) continue;
		await tx
			.update(pushes)
			.set({ state: each.state, resultCode, resultText, wakeAt })
			.where(eq(pushes.id, each.id));
		seen ||= !same;
	}
	return seen;
}

const timeOf = (to: number | null | undefined, was: Date | null): Date | null =>
	to === undefined ? was : to === null ? null : new Date(to);
