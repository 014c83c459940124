import { and, eq } from 'drizzle-orm';
import type { OrderRow } from '../models/orders.ts';
import type { Transaction } from '../models/schema.ts';
import { type TicketRefundRow, ticketRefunds } from '../models/ticket-refunds.ts';
import { notifyOrder } from '../orders/notify-order.ts';
import type { RefundReason } from '../reasons.ts';
import { isKnownCancelled } from './known-cancelled.ts';
import { lockTicketRefund } from './move-ticket-refund.ts';
import { freeTickets, type OpenTicketRefundError, openTicketRefund } from './open-ticket-refund.ts';
import { withdrawTickets } from './void-tickets.ts';

export type EndCustodySaleError = OpenTicketRefundError;

/**
 * Ends a sale without a buyer, once nobody can buy the ticket any more. Where its money goes back by itself, since the
 * event is cancelled or the provider took the payment back, the same transaction opens that refund. Throws
 * EndCustodySaleError.
 */
export async function endCustodySale(
	tx: Transaction,
	id: string,
	{ reason, isCancelled }: { reason: string; isCancelled: boolean },
	now: Date,
): Promise<void> {
	const locked = await lockTicketRefund(tx, id);
	if (locked?.row.state !== 'requested') return;
	const { row, order, payment } = locked;
	await tx.update(ticketRefunds).set({ endsFor: reason }).where(eq(ticketRefunds.id, id));
	await withdrawTickets(tx, id, now);
	const isReversed = payment !== null && payment.reversedAt !== null;
	// The cancel may have been seen, and its refunds opened, since the chain was read.
	const isOff = isCancelled || (await isKnownCancelled(tx, order.event));
	if (!payment || (!isOff && !isReversed)) return;
	const why: RefundReason = isOff ? 'EVENT_CANCELLED' : 'REVERSED';
	const mask = (await hasSuch(tx, order, why)) ? row.mask : await freeTickets(tx, order);
	const shared = { state: 'requested' as const, by: 'system', note: null, takesPart: false };
	const kind = isReversed ? ('reversal' as const) : ('refund' as const);
	await openTicketRefund(tx, order, payment, { ...shared, mask, kind, reason: why }, now);
}

/**
 * Whether a refund for this reason was opened. `refunds/open-due-refunds.ts` opens one for an order: where it has not yet,
 * this one takes the order's other tickets, too, since none would follow.
 */
async function hasSuch(tx: Transaction, { no }: OrderRow, reason: RefundReason): Promise<boolean> {
	const isSuch = and(eq(ticketRefunds.orderNo, no), eq(ticketRefunds.reason, reason));
	return (await tx.$count(ticketRefunds, isSuch)) > 0;
}

/** Asks for an end of a sale: its worker takes the ticket off sale, unless somebody buys it first. */
export async function askToEndCustodySale(
	tx: Transaction,
	{ id, orderNo }: Pick<TicketRefundRow, 'id' | 'orderNo'>,
	reason: 'TAKEN_BACK' | 'RATE_MOVED' | 'MONEY_REVERSED',
	now: Date,
): Promise<void> {
	await tx.update(ticketRefunds).set({ endsFor: reason, wakeAt: now }).where(eq(ticketRefunds.id, id));
	await notifyOrder(tx, orderNo, now);
}
