import { and, eq, isNull, or, sql } from 'drizzle-orm';
import { PassaError } from '#shared/errors.ts';
import { openCase } from '../cases/open-case.ts';
import { type OrderRow, orders } from '../models/orders.ts';
import { payments, reviewActs, reviews } from '../models/payments.ts';
import type { Transaction } from '../models/schema.ts';
import { lockOrder } from '../orders/move-order.ts';
import { referenceOf } from '../orders/reference.ts';
import type { ReviewDeps } from './review-deps.ts';

/** The name that a person types: an order's reference, or a payment's receipt. */
export type CaseRequest = { reference: string; note: string; by: string };

export type OpenForPersonError = PassaError<'ORDER_NOT_FOUND' | 'ORDER_IS_GIFT' | 'ORDER_OF_WALLET'>;

/** What a purchase by a wallet is known by: its order on chain, an address or a transaction. */
const ofWallet = /^(\d{13,20}|[GCM][A-Z2-7]{55,68}|[0-9A-F]{64})$/;

/**
 * Opens a case because a person asks for it, or returns the open one. The order goes on meanwhile: only a decision moves
 * it. Throws OpenForPersonError if neither an order nor a payment has that name.
 */
export async function openForPerson(
	deps: ReviewDeps,
	asked: CaseRequest,
): Promise<{ id: string; isNew: boolean }> {
	const { db, clock, log } = deps;
	const opened = await db.transaction(async (tx) => {
		const now = new Date(clock.now());
		const found = await find(tx, deps, referenceOf(asked));
		if (!found && ofWallet.test(referenceOf(asked)))
			throw new PassaError(
				'ORDER_OF_WALLET',
				'A purchase from a wallet has no case: no money of M-Pesa came.',
				{
					status: 404,
				},
			);
		if (found?.order?.provider === 'gift')
			throw new PassaError('ORDER_IS_GIFT', 'The organizer gave these tickets away: nobody paid.', {
				status: 409,
			});
		if (!found)
			throw new PassaError('ORDER_NOT_FOUND', 'No order has that reference, and no payment that receipt.', {
				status: 404,
			});
		const known = await openOf(tx, found);
		if (known) return { id: known, isNew: false };
		await openCase(tx, { reason: 'ASKED', orderNo: found.order?.no, paymentId: found.paymentId }, now);
		const id = (await openOf(tx, found))!;
		const act = { reviewId: id, kind: 'opened' as const, decision: null, costKes: 0n };
		await tx.insert(reviewActs).values({ ...act, note: asked.note, person: asked.by, at: now });
		return { id, isNew: true };
	});
	log.info({ review: opened.id, by: asked.by, isNew: opened.isNew }, 'a person asked for a case');
	return opened;
}

type Found = { order: OrderRow; paymentId: null } | { order: null; paymentId: string };

async function find(tx: Transaction, { seal }: ReviewDeps, name: string): Promise<Found | null> {
	const [named] = await tx
		.select({
			no: sql<bigint>`CASE WHEN ${orders.follows} THEN ${orders.cart} ELSE ${orders.no} END`.mapWith(
				orders.no,
			),
		})
		.from(orders)
		.where(eq(orders.reference, name));
	if (named) return { order: await lockOrder(tx, named.no), paymentId: null };
	const [paid] = await tx
		.select({ id: payments.id })
		.from(payments)
		.where(and(eq(payments.part, 0), eq(payments.receiptKey, seal.keyOf('receipt', name))));
	return paid ? { order: null, paymentId: paid.id } : null;
}

async function openOf(tx: Transaction, { order, paymentId }: Found): Promise<string | null> {
	const isIts = or(
		order ? eq(reviews.orderNo, order.no) : undefined,
		paymentId ? eq(reviews.paymentId, paymentId) : undefined,
	);
	const [known] = await tx
		.select({ id: reviews.id })
		.from(reviews)
		.where(and(isNull(reviews.decidedAt), isIts));
	return known?.id ?? null;
}
