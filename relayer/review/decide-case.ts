import { and, asc, eq, inArray, or, sql } from 'drizzle-orm';
import type { PassaError } from '#shared/errors.ts';
import { openCase } from '../cases/open-case.ts';
import { firstOrderNo } from '../contacts/payer.ts';
import { withdrawals } from '../models/batches.ts';
import { publishReview } from '../models/live-outbox.ts';
import { type OrderRow, orders } from '../models/orders.ts';
import {
	type CaseDecision,
	openPushStates,
	payments,
	pushes,
	reviewActs,
	reviews,
} from '../models/payments.ts';
import type { Transaction } from '../models/schema.ts';
import { type LockOrderError, lockOrder, type MoveOrderError, moveOrder } from '../orders/move-order.ts';
import { bookRecovered } from '../payments/book-paid-twice.ts';
import { bookReversal, lockParts } from '../payments/book-reversal.ts';
import { recordReturn, refundPayment } from '../payments/finish-refund.ts';
import type { MoveTicketRefundError } from '../payments/move-ticket-refund.ts';
import { payOrder } from '../payments/pay-order.ts';
import { recordReversalLoss } from '../payments/record-reversal-loss.ts';
import type { RequestRefundError } from '../payments/request-refund.ts';
import { bookTicketRefund, retryTicketRefund } from '../payments/retry-ticket-refund.ts';
import { withdrawTickets } from '../payments/void-tickets.ts';
import { type AuthoriseError, authorise } from './authorise.ts';
import { loadSituation, type Situation } from './case-situation.ts';
import { costOf } from './decision-cost.ts';
import { conflict, type Plan, type PlanError, planOf } from './plan-decision.ts';
import { caseNotFound, type ReadCaseError } from './read-case.ts';
import { type ReviewDeps, usualAlone } from './review-deps.ts';

type Decided = {
	decision: CaseDecision;
	note: string;
	/** The person's account, whichever session it is. */
	by: string;
	/** What the person was shown that it costs, in cents of KES. */
	costKes: bigint;
};

export type DecideCaseError =
	| ReadCaseError
	| LockOrderError
	| MoveOrderError
	| RequestRefundError
	| MoveTicketRefundError
	| PlanError
	| AuthoriseError
	| PassaError<'REVIEW_DECIDED' | 'COST_CHANGED'>;

/**
 * Applies a person's decision to a case, its order and its money, and records who decided, what and why. A decision that
 * gives away more than came, beyond a small sum, takes effect when a second person makes it too: until then it is
 * `proposed`. Throws DecideCaseError.
 */
export async function decideCase(
	deps: ReviewDeps,
	id: string,
	decided: Decided,
): Promise<'proposed' | 'done'> {
	const { db, clock, log, aloneKes = usualAlone } = deps;
	const { decision, note, by } = decided;
	const kind = await db.transaction(async (tx) => {
		const now = new Date(clock.now());
		const situation = await lockSituation(tx, id);
		const { review } = situation;
		if (review.decidedAt) throw conflict('REVIEW_DECIDED', 'Somebody has decided this case already.');
		const plan = planOf(situation, decision);
		const { costKes } = costOf(situation, plan);
		if (decided.costKes !== costKes)
			throw conflict('COST_CHANGED', 'It costs another sum by now: look at the case again.');
		const act = await authorise(tx, review, { decision, by, costKes, aloneKes, now });
		await tx
			.insert(reviewActs)
			.values({ reviewId: id, kind: act, decision, note, person: by, costKes, at: now });
		if (act === 'proposed') {
			const proposal = { decision, note, by, at: now.toISOString(), cost: costKes.toString() };
			await tx.update(reviews).set({ proposal }).where(eq(reviews.id, id));
			await publishReview(tx, { id, reason: review.reason, state: 'open' });
			return act;
		}
		await tx.update(reviews).set({ decision, note, decidedBy: by, decidedAt: now }).where(eq(reviews.id, id));
		await publishReview(tx, { id, reason: review.reason, state: 'decided' });
		await carryOut(tx, situation, plan, now);
		return act;
	});
	log.info({ review: id, decision, by, kind }, 'a person decided about a case');
	return kind === 'proposed' ? 'proposed' : 'done';
}

async function lockSituation(tx: Transaction, id: string): Promise<Situation> {
	const [named] = await tx
		.select({
			no: sql<bigint | null>`coalesce(${reviews.orderNo}, ${payments.orderNo})`.mapWith(payments.orderNo),
		})
		.from(reviews)
		.leftJoin(payments, eq(payments.id, reviews.paymentId))
		.where(eq(reviews.id, id));
	const order = named?.no == null ? null : await lockWithCart(tx, named.no);
	const [review] = await tx.select().from(reviews).where(eq(reviews.id, id)).for('update');
	if (!review) throw caseNotFound();
	return loadSituation(tx, review, order);
}

/** With the others of its cart, locked (README, Locks): a decision about one receipt may concern all of them. */
async function lockWithCart(tx: Transaction, no: bigint): Promise<OrderRow> {
	const first = firstOrderNo(no);
	await tx
		.select({ no: orders.no })
		.from(orders)
		.where(or(eq(orders.no, first), eq(orders.cart, first)))
		.orderBy(asc(orders.no))
		.for('update');
	return lockOrder(tx, no);
}

async function carryOut(tx: Transaction, { review }: Situation, plan: Plan, now: Date): Promise<void> {
	switch (plan.do) {
		case 'issue': {
			const { order, buys, rest } = plan;
			await tx.update(payments).set({ state: 'applied' }).where(eq(payments.id, buys.payment.id));
			await payOrder(tx, order, buys.payment.id, now);
			for (const { payment } of rest)
				await openCase(tx, { reason: 'SECOND_RECEIPT', paymentId: payment.id }, now);
			return;
		}
		case 'refund':
			for (const { payment } of plan.money)
				await refundPayment(tx, payment, 'DECIDED', now, review.reason === 'REFUND_NO_RESULT');
			return;
		case 'return':
			for (const { payment } of plan.money)
				await recordReturn(tx, payment.id, now, payment.reversedAt ? 'REVERSED' : 'RETURNED_ELSEWHERE');
			return;
		case 'taken-back':
			// The provider takes back a whole receipt: all orders that it paid for.
			for (const part of await lockParts(tx, plan.payment))
				if (part.payment.id === plan.payment.id) await recordReversalLoss(tx, part.payment, now);
				else await bookReversal(tx, part, now);
			return;
		case 'recovered':
			for (const each of plan.paid) await bookRecovered(tx, each, now);
			return;
		case 'withdraw': {
			const row = { orderNo: plan.order.no, reviewId: review.id, at: now };
			return void (await tx.insert(withdrawals).values(row).onConflictDoNothing());
		}
		case 'again':
			for (const row of plan.tickets) await retryTicketRefund(tx, row, now);
			return;
		case 'booked':
			for (const row of plan.tickets) await bookTicketRefund(tx, row, now);
			return;
		case 'keep':
			for (const { id } of plan.tickets) await withdrawTickets(tx, id, now);
			return;
		case 'end':
			return endOrder(tx, plan.order, now);
		case 'close':
			return;
		default:
			return plan satisfies never;
	}
}

/** Its prompt counts as lost, which frees the phone too. Money that shows later buys the tickets or goes back. */
async function endOrder(tx: Transaction, order: OrderRow, now: Date): Promise<void> {
	await tx
		.update(pushes)
		.set({ state: 'lost', wakeAt: null })
		.where(and(eq(pushes.orderNo, order.no), inArray(pushes.state, [...openPushStates])));
	await moveOrder(tx, order, 'failed', now, { reason: 'DECIDED' });
}
