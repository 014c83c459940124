import { asc, eq } from 'drizzle-orm';
import { indexesOf } from '#shared/contract/ticket-mask.ts';
import { PassaError } from '#shared/errors.ts';
import { type OrderRow, orders } from '../models/orders.ts';
import { refunds } from '../models/payments.ts';
import type { Reader } from '../models/schema.ts';
import { type TicketRefundRow, ticketRefunds } from '../models/ticket-refunds.ts';
import { events } from '../models/tiers.ts';
import { referenceOf } from '../orders/reference.ts';
import { askToEndSale } from '../payments/end-sale.ts';
import { lockTicketRefund, type MoveTicketRefundError } from '../payments/move-ticket-refund.ts';
import { withdrawTickets } from '../payments/void-tickets.ts';
import { supportToken, usualAlone } from '../review/review-deps.ts';
import type { OrderRefunds } from './offer-schemas.ts';
import { type RefundOfferError, refundOffer } from './refund-offer.ts';
import { refundedAlone } from './request-for-person.ts';
import type { RequestDeps } from './request-ticket-refund.ts';

type Deps = RequestDeps & { aloneKes?: bigint };

export type OrderRefundsError = RefundOfferError | PassaError<'ORDER_NOT_FOUND'>;

/** The order of a reference, of this event if one is named. Throws ORDER_NOT_FOUND. */
export async function orderNamed(db: Reader, wanted: string, event: string | null): Promise<OrderRow> {
	const [order] = await db
		.select()
		.from(orders)
		.where(eq(orders.reference, referenceOf({ reference: wanted })));
	if (order && (event === null || order.event === event)) return order;
	throw new PassaError('ORDER_NOT_FOUND', 'There is no order of that reference.', { status: 404 });
}

/**
 * What a person can refund of an order, and every refund of it. `by`: a support person, whom a limit binds. Throws
 * OrderRefundsError.
 */
export async function orderRefunds(deps: Deps, order: OrderRow, by: string | null): Promise<OrderRefunds> {
	const { db, clock } = deps;
	const [offer, about, rows] = await Promise.all([
		order.state === 'issued' ? refundOffer(deps, order, 'person') : null,
		aboutOrder(db, order),
		db
			.select({ refund: ticketRefunds, way: refunds.way })
			.from(ticketRefunds)
			.leftJoin(refunds, eq(refunds.ticketRefundId, ticketRefunds.id))
			.where(eq(ticketRefunds.orderNo, order.no))
			.orderBy(asc(ticketRefunds.createdAt), asc(ticketRefunds.id)),
	]);
	return {
		offer,
		order: about,
		refunds: rows.map(({ refund, way }) => ({ ...viewOf(refund), way })),
		alone: by === null ? null : await aloneOf(deps, by, new Date(clock.now())),
	};
}

async function aloneOf({ db, aloneKes = usualAlone }: Deps, by: string, now: Date) {
	const left = aloneKes - (await refundedAlone(db, by, now));
	return { limitKes: aloneKes.toString(), leftKes: (left > 0n ? left : 0n).toString() };
}

async function aboutOrder(db: Reader, order: OrderRow): Promise<OrderRefunds['order']> {
	const of = eq(events.event, order.event);
	const [event] = await db.select({ eventNo: events.no, eventName: events.name }).from(events).where(of);
	const { tier, qty, amountKes, createdAt } = order;
	return { ...event!, tier, qty, amountKes: amountKes.toString(), createdAt: createdAt.toISOString() };
}

const isoOf = (time: Date | null): string | null => time?.toISOString() ?? null;

function viewOf({ mask, amountKes, createdAt, voidedAt, endedAt, ...row }: TicketRefundRow) {
	const { id, state, kind, reason, by, secondBy, note, waitsFor, txHash } = row;
	return {
		...{ id, state, kind, reason, by, secondBy, note, waitsFor, txHash },
		tickets: indexesOf(mask),
		amountKes: amountKes.toString(),
		askedAt: createdAt.toISOString(),
		voidedAt: isoOf(voidedAt),
		endedAt: isoOf(endedAt),
	};
}

export type WithdrawRefundError =
	| MoveTicketRefundError
	| PassaError<'REFUND_NOT_FOUND' | 'REFUND_STATE' | 'PERSON_NEEDED'>;

/**
 * Ends a refund of which nothing happened on chain: one to which nobody agreed, or that waits for the chain and has no
 * call that may still land. Its tickets stay tickets. Throws WithdrawRefundError.
 */
export async function withdrawRefund({ db, clock }: Deps, id: string, by: string): Promise<void> {
	if (by === supportToken)
		throw new PassaError('PERSON_NEEDED', 'Sign in: a refund is withdrawn by a person.', { status: 403 });
	await db.transaction(async (tx) => {
		const locked = await lockTicketRefund(tx, id);
		if (!locked) throw new PassaError('REFUND_NOT_FOUND', 'There is no such refund.', { status: 404 });
		const { state, envelope, kind } = locked.row;
		if (kind === 'sale' && state === 'requested')
			return askToEndSale(tx, locked.row, 'TAKEN_BACK', new Date(clock.now()));
		if (state !== 'proposed' && (state !== 'requested' || envelope !== null))
			throw new PassaError('REFUND_STATE', 'It is on its way, or has ended.', { status: 409 });
		await tx.update(ticketRefunds).set({ secondBy: by }).where(eq(ticketRefunds.id, id));
		await withdrawTickets(tx, id, new Date(clock.now()));
	});
}
