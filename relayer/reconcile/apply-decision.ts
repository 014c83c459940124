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
import type { ReconcileDeps } from './deps.ts';
import { type Loaded, textKey } from './load-facts.ts';

/** A worker that asks after a push, and until when no other does. */
export type Lease = { push: string; until: Date };

/** Carries a verdict out on the locked order. Said again, nothing is left to do. */
export async function applyDecision(
	tx: Transaction,
	deps: Pick<ReconcileDeps, 'seal' | 'rail'>,
	order: OrderRow,
	loaded: Loaded,
	verdict: OrderDecision,
	now: Date,
	lease?: Lease,
): Promise<OrderRow> {
	const changed = await movePushes(tx, loaded, verdict.pushes, lease);
	if (verdict.alert) await openCaseOnce(tx, order.no, verdict.alert, now);
	// Last: seats and USDC are rows that everybody's orders wait for.
	const judged = await moveAside(tx, order, verdict, now);
	const paid = await applyPayments(tx, deps, judged, loaded, verdict, now);
	const news = changed || verdict.payments.length > 0 || verdict.replaced !== null;
	if (news && paid.version === order.version) await notifyOrder(tx, order.no, now);
	return paid;
}

/** Ends what came to nothing, and stops what a person must see. Money that is in moves its order by itself. */
async function moveAside(
	tx: Transaction,
	order: OrderRow,
	verdict: OrderDecision,
	now: Date,
): Promise<OrderRow> {
	const { order: to, payments: money } = verdict;
	const waits = order.state === 'pending';
	if (to.end === 'fail' && waits) return moveOrder(tx, order, 'failed', now, { reason: to.reason });
	if (to.end === 'expire' && waits) return moveOrder(tx, order, 'expired', now, { reason: to.reason });
	if (to.end !== 'review') return order;
	const gaveUp = order.state === 'failed' || order.state === 'expired';
	if (!waits && !gaveUp) return order;
	// What a person has decided is not asked again, unless there is money that they did not know of.
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

/** Returns whether anybody who looks at the order would see it. */
async function movePushes(
	tx: Transaction,
	{ pushes: rows, texts }: Loaded,
	verdicts: PushDecision[],
	lease?: Lease,
): Promise<boolean> {
	let seen = false;
	for (const each of verdicts) {
		const row = rows.find((push) => push.id === each.id)!;
		const resultCode = each.code ?? row.resultCode;
		const said = each.code === null ? undefined : texts.get(textKey(each.id, each.code));
		const resultText = said ?? row.resultText;
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
