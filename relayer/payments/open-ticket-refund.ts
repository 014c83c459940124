import { randomUUID } from 'node:crypto';
import { and, eq, inArray } from 'drizzle-orm';
import { indexesOf, maskOf } from '#shared/contract/ticket-mask.ts';
import { PassaError } from '#shared/errors.ts';
import { handovers } from '../models/handovers.ts';
import type { OrderRow } from '../models/orders.ts';
import type { Reader, Transaction } from '../models/schema.ts';
import {
	refundedTickets,
	type TicketRefundKind,
	type TicketRefundRow,
	ticketRefunds,
} from '../models/ticket-refunds.ts';
import { notifyOrder } from '../orders/notify-order.ts';
import { ownTickets } from '../orders/own-tickets.ts';
import type { RefundReason } from '../reasons.ts';
import type { PaymentRow } from './lock-refund.ts';
import { expectedBack } from './money-back.ts';

export type AskedRefund = {
	mask: number;
	kind: TicketRefundKind;
	reason: RefundReason;
	state: 'proposed' | 'requested';
	by: string;
	note: string | null;
	takesPart: boolean;
	/** With the organizer's signature, after the date of the terms; `requestId`: of the fan who asked for it. */
	goodwill?: boolean;
	requestId?: string | null;
	/** Of a sale: stroops that its buyer pays, and in cents of KES what its seller asks and gets. */
	sale?: { priceUsdc: bigint; askedKes: bigint; getsKes: bigint };
};

export type OpenTicketRefundError = PassaError<'TICKET_REFUNDED' | 'TICKET_LISTED' | 'ORDER_STATE'>;

/**
 * Opens a refund of tickets of a locked, issued order, or a sale of one. Throws OpenTicketRefundError: TICKET_REFUNDED where
 * one of them is in another refund, TICKET_LISTED where it is for sale. Nobody can take one of them any more that was sent to them.
 */
export async function openTicketRefund(
	tx: Transaction,
	order: OrderRow,
	payment: PaymentRow,
	asked: AskedRefund,
	now: Date,
): Promise<TicketRefundRow> {
	if (order.state !== 'issued' || order.chainOrder === null)
		throw new PassaError('ORDER_STATE', 'This order has no tickets.', { status: 409 });
	const id = randomUUID();
	const { sale, ...rest } = asked;
	const tickets = indexesOf(asked.mask);
	const taken = await tx
		.insert(refundedTickets)
		.values(tickets.map((ticket) => ({ orderNo: order.no, ticket, refundId: id })))
		.onConflictDoNothing()
		.returning({ ticket: refundedTickets.ticket });
	if (taken.length < tickets.length) throw await takenBefore(tx, order.no, tickets);
	await tx
		.update(handovers)
		.set({ state: 'cancelled', endedAt: now })
		.where(
			and(eq(handovers.orderNo, order.no), inArray(handovers.index, tickets), eq(handovers.state, 'offered')),
		);
	const [row] = await tx
		.insert(ticketRefunds)
		.values({
			...rest,
			id,
			priceUsdc: sale?.priceUsdc ?? null,
			askedKes: sale?.askedKes ?? null,
			orderNo: order.no,
			event: order.event,
			chainOrder: order.chainOrder,
			amountKes: sale?.getsKes ?? (await expectedBack(tx, { order, payment }, tickets.length)),
			attempts: 0,
			wakeAt: asked.state === 'requested' ? now : null,
			createdAt: now,
		})
		.returning();
	await notifyOrder(tx, order.no, now);
	return row!;
}

/** What else one of the tickets is in. */
async function takenBefore(tx: Transaction, no: bigint, tickets: number[]): Promise<OpenTicketRefundError> {
	const [sale] = await tx
		.select({ id: ticketRefunds.id })
		.from(refundedTickets)
		.innerJoin(ticketRefunds, eq(ticketRefunds.id, refundedTickets.refundId))
		.where(
			and(
				eq(refundedTickets.orderNo, no),
				inArray(refundedTickets.ticket, tickets),
				eq(ticketRefunds.kind, 'sale'),
				eq(ticketRefunds.state, 'requested'),
			),
		);
	if (sale)
		return new PassaError('TICKET_LISTED', 'The ticket is for sale: take it off sale first.', {
			status: 409,
		});
	const words = 'A refund of one of these tickets was asked for before, or it was sold.';
	return new PassaError('TICKET_REFUNDED', words, { status: 409 });
}

/** Tickets of an order that are in no refund, as a mask. */
export async function freeTickets(db: Reader, order: OrderRow): Promise<number> {
	const { no } = order;
	const all = ownTickets(order);
	const taken = await db
		.select({ ticket: refundedTickets.ticket })
		.from(refundedTickets)
		.where(and(eq(refundedTickets.orderNo, no), inArray(refundedTickets.ticket, all)));
	const isTaken = new Set(taken.map(({ ticket }) => ticket));
	return maskOf(all.filter((i) => !isTaken.has(i)));
}
