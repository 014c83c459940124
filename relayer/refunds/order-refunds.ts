import { and, asc, eq, ne } from 'drizzle-orm';
import { indexesOf } from '#shared/contract/ticket-mask.ts';
import { PassaError } from '#shared/errors.ts';
import { isoOfDate } from '#shared/iso-time.ts';
import { type OrderRow, orders } from '../models/orders.ts';
import { refunds } from '../models/payments.ts';
import type { Reader } from '../models/schema.ts';
import { type TicketRefundRow, ticketRefunds } from '../models/ticket-refunds.ts';
import { events } from '../models/tiers.ts';
import { referenceOf } from '../orders/reference.ts';
import { askToEndCustodySale } from '../payments/end-custody-sale.ts';
import { isKnownCancelled } from '../payments/known-cancelled.ts';
import { lockTicketRefund, type MoveTicketRefundError } from '../payments/move-ticket-refund.ts';
import { withdrawTickets } from '../payments/void-tickets.ts';
import { givenAlone } from '../review/authorise.ts';
import { supportToken, usualAlone } from '../review/review-deps.ts';
import type { OrderRefunds } from './offer-schemas.ts';
import { type RefundOfferError, refundOffer } from './refund-offer.ts';
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
	const isPaid = order.state === 'issued' && order.provider !== 'gift';
	const [offer, { isOff, ...about }, together, rows] = await Promise.all([
		isPaid ? refundOffer(deps, order) : null,
		aboutOrder(db, order),
		togetherWith(db, order),
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
		together,
		refunds: rows.map(({ refund, way }) => ({
			...viewOf(refund),
			way,
			own: refund.by === by,
			withdrawable: mayWithdraw(refund, isOff),
		})),
		alone: by === null ? null : await aloneOf(deps, by, new Date(clock.now())),
	};
}

async function aloneOf({ db, aloneKes = usualAlone }: Deps, by: string, now: Date) {
	const left = aloneKes - (await givenAlone(db, by, now));
	return { limitKes: aloneKes.toString(), leftKes: (left > 0n ? left : 0n).toString() };
}

/** The orders of the other tiers that the same payment bought. */
async function togetherWith(db: Reader, { cart, no }: OrderRow): Promise<OrderRefunds['together']> {
	if (cart === null) return [];
	return db
		.select({ reference: orders.reference, tier: orders.tier, qty: orders.qty })
		.from(orders)
		.where(and(eq(orders.cart, cart), ne(orders.no, no)))
		.orderBy(asc(orders.no));
}

async function aboutOrder(db: Reader, order: OrderRow): Promise<OrderRefunds['order'] & { isOff: boolean }> {
	const of = eq(events.event, order.event);
	const [event] = await db
		.select({ eventNo: events.no, eventName: events.name, closed: events.closed })
		.from(events)
		.where(of);
	const { closed, ...named } = event!;
	const { tier, qty, amountKes, createdAt } = order;
	return {
		...named,
		isOff: closed === 'CANCELLED',
		tier,
		qty,
		amountKes: amountKes.toString(),
		createdAt: createdAt.toISOString(),
	};
}

function viewOf({ mask, amountKes, createdAt, voidedAt, endedAt, ...row }: TicketRefundRow) {
	const { id, state, kind, reason, by, secondBy, note, waitsFor, txHash } = row;
	return {
		...{ id, state, kind, reason, by, secondBy, note, waitsFor, txHash },
		tickets: indexesOf(mask),
		amountKes: amountKes.toString(),
		askedAt: createdAt.toISOString(),
		voidedAt: isoOfDate(voidedAt),
		endedAt: isoOfDate(endedAt),
	};
}

/** Whether a refund's money is due in any case: of a cancelled event, or since the provider took the payment back. */
const goesByItself = ({ by }: Pick<TicketRefundRow, 'by'>, isOff: boolean): boolean =>
	isOff || by === 'system';

/** Whether a person may withdraw it now. A sale is taken off sale. */
const mayWithdraw = ({ state, envelope, kind, by }: TicketRefundRow, isOff: boolean): boolean =>
	(kind === 'sale' && state === 'requested') ||
	(!goesByItself({ by }, isOff) && (state === 'proposed' || (state === 'requested' && envelope === null)));

export type WithdrawRefundError =
	| MoveTicketRefundError
	| PassaError<'REFUND_NOT_FOUND' | 'REFUND_STATE' | 'REFUND_BY_ITSELF' | 'PERSON_NEEDED'>;

/**
 * Ends a refund of which nothing happened on chain: one to which nobody agreed, or that waits for the chain and has no
 * call that may still land. Its tickets stay tickets. What goes back by itself is nobody's to withdraw: nobody would open
 * it again. Throws WithdrawRefundError.
 */
export async function withdrawRefund({ db, clock }: Deps, id: string, by: string): Promise<void> {
	if (by === supportToken)
		throw new PassaError('PERSON_NEEDED', 'Sign in: a refund is withdrawn by a person.', { status: 403 });
	await db.transaction(async (tx) => {
		const locked = await lockTicketRefund(tx, id);
		if (!locked) throw new PassaError('REFUND_NOT_FOUND', 'There is no such refund.', { status: 404 });
		const { state, kind, event } = locked.row;
		if (kind === 'sale' && state === 'requested')
			return askToEndCustodySale(tx, locked.row, 'TAKEN_BACK', new Date(clock.now()));
		const isOff = await isKnownCancelled(tx, event);
		if (goesByItself(locked.row, isOff))
			throw new PassaError('REFUND_BY_ITSELF', 'This money goes back by itself.', { status: 409 });
		if (!mayWithdraw(locked.row, isOff))
			throw new PassaError('REFUND_STATE', 'It is on its way, or has ended.', { status: 409 });
		await tx.update(ticketRefunds).set({ secondBy: by }).where(eq(ticketRefunds.id, id));
		await withdrawTickets(tx, id, new Date(clock.now()));
	});
}
