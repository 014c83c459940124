import { and, asc, eq, isNull, notExists, or, sql } from 'drizzle-orm';
import { PassaError } from '#shared/errors.ts';
import { openCase } from '../cases/open-case.ts';
import { publishReview } from '../models/live-outbox.ts';
import type { OrderRow } from '../models/orders.ts';
import { type CaseDecision, payments, refunds, reviews } from '../models/payments.ts';
import type { Transaction } from '../models/schema.ts';
import { type LockOrderError, lockOrder, type MoveOrderError, moveOrder } from '../orders/move-order.ts';
import { recordReturn } from '../payments/finish-refund.ts';
import { type RequestRefundError, requestRefund } from '../payments/request-refund.ts';
import { caseNotFound, type ReadCaseError } from './read-case.ts';
import type { ReviewDeps } from './review-deps.ts';

type ReviewRow = typeof reviews.$inferSelect;
type PaymentRow = typeof payments.$inferSelect;
type Decided = { decision: CaseDecision; note: string; by: string };

type DecisionCode = 'REVIEW_DECIDED' | 'NO_PAYMENT' | 'REFUND_TRIED' | 'MONEY_WAITS' | 'DECISION_IMPOSSIBLE';
export type DecideCaseError =
	| ReadCaseError
	| LockOrderError
	| MoveOrderError
	| RequestRefundError
	| PassaError<DecisionCode>;

/**
 * Applies a person's decision to a case, its order and its money, and records who decided, what and why. Throws
 * DecideCaseError.
 */
export async function decideCase(deps: ReviewDeps, id: string, decided: Decided): Promise<void> {
	const { db, clock, log } = deps;
	const { decision, note, by } = decided;
	await db.transaction(async (tx) => {
		const now = new Date(clock.now());
		const order = await lockOrderOf(tx, id);
		const [review] = await tx.select().from(reviews).where(eq(reviews.id, id)).for('update');
		if (!review) throw caseNotFound();
		if (review.decidedAt) throw conflict('REVIEW_DECIDED', 'Somebody has decided this case already.');
		await tx.update(reviews).set({ decision, note, decidedBy: by, decidedAt: now }).where(eq(reviews.id, id));
		await publishReview(tx, { id, reason: review.reason, state: 'decided' });
		if (review.orderNo !== null && order?.state === 'review')
			await decideOrder(tx, order, review, decision, now);
		else await decideMoney(tx, review, decision, now);
	});
	log.info({ review: id, decision, by }, 'a case was decided');
}

const conflict = (code: DecisionCode, message: string): PassaError<DecisionCode> =>
	new PassaError(code, message, { status: 409 });

async function lockOrderOf(tx: Transaction, id: string): Promise<OrderRow | null> {
	const [named] = await tx
		.select({
			no: sql<bigint | null>`coalesce(${reviews.orderNo}, ${payments.orderNo})`.mapWith(payments.orderNo),
		})
		.from(reviews)
		.leftJoin(payments, eq(payments.id, reviews.paymentId))
		.where(eq(reviews.id, id));
	return named?.no == null ? null : lockOrder(tx, named.no);
}

/** Decides an order under review, with all the money that we hold for it. */
async function decideOrder(
	tx: Transaction,
	order: OrderRow,
	review: ReviewRow,
	decision: CaseDecision,
	now: Date,
): Promise<void> {
	const all = await tx
		.select()
		.from(payments)
		.where(eq(payments.orderNo, order.no))
		.orderBy(asc(payments.seenAt));
	const kept = all.filter((p) => p.state === 'applied' || p.state === 'review');
	switch (decision) {
		case 'issue':
			return issue(tx, order, review, kept, now);
		case 'refund':
			if (kept.length === 0) throw noPayment();
			for (const each of kept) await requestRefund(tx, each.id, 'DECIDED', now);
			return;
		case 'returned':
			if (kept.length === 0) throw noPayment();
			for (const each of kept) await recordReturn(tx, each.id, now);
			return;
		case 'nothing':
			if (kept.length > 0) throw moneyWaits();
			await moveOrder(tx, order, 'failed', now, { reason: 'DECIDED' });
			return;
		default:
			return decision satisfies never;
	}
}

const noPayment = (): DecideCaseError =>
	conflict('NO_PAYMENT', 'No payment is recorded: wait until the statement lists it, or decide nothing.');

async function issue(
	tx: Transaction,
	order: OrderRow,
	review: ReviewRow,
	kept: PaymentRow[],
	now: Date,
): Promise<void> {
	const buys =
		kept.find((p) => p.state === 'applied') ?? kept.find((p) => p.id === review.paymentId) ?? kept[0];
	if (!buys) throw noPayment();
	const [tried] = await tx.select().from(refunds).where(eq(refunds.paymentId, buys.id));
	if (tried)
		throw conflict(
			'REFUND_TRIED',
			'A refund of this money was tried, and may have happened: refund it again.',
		);
	await setState(tx, buys.id, 'applied');
	await moveOrder(tx, order, 'paid', now, { reason: null });
	for (const each of kept.filter((p) => p !== buys))
		await openCase(tx, { reason: 'SECOND_RECEIPT', paymentId: each.id }, now);
}

const setState = (tx: Transaction, id: string, state: PaymentRow['state']) =>
	tx.update(payments).set({ state }).where(eq(payments.id, id));

/** Money that we hold has an open case until it is spent or on its way back. */
const moneyWaits = (): DecideCaseError =>
	conflict('MONEY_WAITS', 'Money came for this case: give it back, or issue its tickets.');

/** No order waits for the decision: the case is about a payment alone, or only informs. */
async function decideMoney(
	tx: Transaction,
	review: ReviewRow,
	decision: CaseDecision,
	now: Date,
): Promise<void> {
	const waiting = await moneyOf(tx, review);
	if (decision === 'nothing') {
		if (waiting.length > 0) throw moneyWaits();
		return;
	}
	if (decision === 'issue' || waiting.length === 0)
		throw conflict(
			'DECISION_IMPOSSIBLE',
			decision === 'issue'
				? 'No order waits for this money.'
				: 'There is no money of this case to give back.',
		);
	for (const { id } of waiting) {
		if (decision === 'returned') await recordReturn(tx, id, now);
		else await requestRefund(tx, id, 'DECIDED', now);
	}
}

/** The money of this case: its own payment, and its order's payments that no other open case names. */
async function moneyOf(tx: Transaction, { paymentId, orderNo }: ReviewRow): Promise<{ id: string }[]> {
	if (paymentId === null && orderNo === null) return [];
	const named = tx
		.select({ id: reviews.id })
		.from(reviews)
		.where(and(eq(reviews.paymentId, payments.id), isNull(reviews.decidedAt)));
	const ofOrder = orderNo === null ? undefined : and(eq(payments.orderNo, orderNo), notExists(named));
	const own = paymentId === null ? undefined : eq(payments.id, paymentId);
	return tx
		.select({ id: payments.id })
		.from(payments)
		.where(and(eq(payments.state, 'review'), or(own, ofOrder)));
}
