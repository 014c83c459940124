import { randomUUID } from 'node:crypto';
import { and, eq, inArray, sql } from 'drizzle-orm';
import { isSettled } from '#shared/chain/state/ids.ts';
import { indexesOf } from '#shared/contract/ticket-mask.ts';
import { PassaError } from '#shared/errors.ts';
import { type payments, refunds } from '../models/payments.ts';
import { refundRequests } from '../models/refund-requests.ts';
import type { Transaction } from '../models/schema.ts';
import { refundedTickets, type TicketRefundRow } from '../models/ticket-refunds.ts';
import { tiers } from '../models/tiers.ts';
import { maskOfOwn } from '../orders/own-tickets.ts';
import { refundShare } from '../orders/refund-share.ts';
import { wakeRails } from '../wake-rails.ts';
import { post, voided } from './journal.ts';
import { costOnChain, moneyOf } from './money-back.ts';
import { lockTicketRefund, type MoveTicketRefundError, moveTicketRefund } from './move-ticket-refund.ts';

/**
 * What the chain shows of a refund. `mask`: tickets that are void and whose money was the treasury's; `paid` and `face` in
 * stroops. Where the treasury could not take it, the event owes it: `delivered` is false.
 */
export type VoidedTickets = {
	mask: number;
	paid: bigint;
	face: bigint;
	delivered: boolean;
	txHash: string;
	ledger: number;
};

export type VoidTicketsError = MoveTicketRefundError | PassaError<'PAYMENT_NOT_FOUND'>;

/**
 * Records, once, that tickets are void on chain: their seats are free, and the payer's shillings are due. A reversal ends
 * here, since its payer has them. Throws VoidTicketsError.
 */
export async function voidTickets(
	tx: Transaction,
	id: string,
	found: VoidedTickets,
	now: Date,
): Promise<void> {
	const locked = await lockTicketRefund(tx, id);
	if (locked?.row.state !== 'requested') return;
	const { row, order, payment } = locked;
	if (!payment) throw new PassaError('PAYMENT_NOT_FOUND', 'No payment bought this order.', { status: 404 });
	const tickets = indexesOf(found.mask);
	const face = costOnChain(order, found.face);
	const kes = refundShare(moneyOf(locked), tickets.length, { paid: found.paid, face });
	await release(tx, row, indexesOf(row.mask & ~found.mask));
	const { txHash, ledger, paid: paidUsdc } = found;
	const known = {
		mask: found.mask,
		amountKes: kes,
		paidUsdc,
		txHash,
		ledger,
		envelope: null,
		waitsFor: null,
	};
	const moved = await moveTicketRefund(tx, row, 'voided', now, { ...known, voidedAt: now });
	await endRequests(tx, moved, now);
	if (isSettled(row.chainOrder))
		await tx
			.update(tiers)
			.set({ sold: sql`${tiers.sold} - ${tickets.length}` })
			.where(and(eq(tiers.event, order.event), eq(tiers.tier, order.tier)));
	// The provider may have taken it back meanwhile.
	const isReversed = row.kind === 'reversal' || payment.reversedAt !== null;
	const owedTo = isReversed ? 'losses' : 'buyers';
	const entry = { kind: 'voided' as const, subject: id, orderNo: order.no, at: now };
	const kept = order.listing !== null && paidUsdc > order.amountUsdc ? paidUsdc - order.amountUsdc : 0n;
	await post(tx, entry, voided(kes, paidUsdc, owedTo, found.delivered ? 'treasury' : 'events', kept));
	if (isReversed || kes === 0n)
		return void (await moveTicketRefund(tx, moved, 'returned', now, { endedAt: now }));
	// A whole receipt goes back by a reversal, a part of it only by a payout.
	const isWhole = found.mask === maskOfOwn(order) && kes === payment.amount && payment.whole === null;
	await requestReturn(tx, moved, payment, now, isWhole ? 'reversal' : 'payout');
}

/**
 * The order's open request of any of these tickets has its answer. Else the organizer could decline what the fan has: they gave the
 * tickets back without naming it, or the event was cancelled.
 */
async function endRequests(
	tx: Transaction,
	{ orderNo, mask, goodwill, requestId, by, kind }: TicketRefundRow,
	now: Date,
): Promise<void> {
	const [open] = await tx
		.select()
		.from(refundRequests)
		.where(and(eq(refundRequests.orderNo, orderNo), eq(refundRequests.state, 'asked')));
	if (!open || (open.mask & mask) === 0) return;
	const isAgreed = open.id === requestId || (goodwill && (open.mask & ~mask) === 0);
	const answer = kind === 'reversal' ? 'MONEY_REVERSED' : 'TICKET_REFUNDED';
	await tx
		.update(refundRequests)
		.set(
			isAgreed ? { state: 'agreed', decidedBy: by, endedAt: now } : { state: 'over', answer, endedAt: now },
		)
		.where(eq(refundRequests.id, open.id));
}

/** Ends a refund of which nothing happened on chain: its tickets stay tickets, and may be in another refund. */
export async function withdrawTickets(tx: Transaction, id: string, now: Date): Promise<void> {
	const locked = await lockTicketRefund(tx, id);
	if (!locked) return;
	const { row } = locked;
	await moveTicketRefund(tx, row, 'withdrawn', now, { envelope: null, endedAt: now });
	await release(tx, row, indexesOf(row.mask));
}

/** Tickets that this refund does not take back after all may be in another one. */
async function release(tx: Transaction, { id }: TicketRefundRow, tickets: number[]): Promise<void> {
	if (tickets.length === 0) return;
	await tx
		.delete(refundedTickets)
		.where(and(eq(refundedTickets.refundId, id), inArray(refundedTickets.ticket, tickets)));
}

/** Asks the provider to send what is due. */
export async function requestReturn(
	tx: Transaction,
	{ id, reason, amountKes: amount }: TicketRefundRow,
	payment: typeof payments.$inferSelect,
	now: Date,
	way: 'reversal' | 'payout',
): Promise<void> {
	await tx.insert(refunds).values({
		id: randomUUID(),
		provider: payment.provider,
		paymentId: payment.id,
		ticketRefundId: id,
		amount,
		way,
		reason,
		state: 'due',
		attempts: 0,
		wakeAt: now,
		createdAt: now,
	});
	await wakeRails(tx, 'refund');
}
