import { PassaError } from '#shared/errors.ts';
import { enqueueNotices } from '../contacts/enqueue-notices.ts';
import type { Transaction } from '../models/schema.ts';
import { post, voided } from './journal.ts';
import { lockTicketRefund, type MoveTicketRefundError, moveTicketRefund } from './move-ticket-refund.ts';
import { requestReturn } from './void-tickets.ts';

/**
 * What the chain shows of a sale. `paid`: stroops that the event owes the treasury for it. Nulls: the RPC has lost that
 * ledger.
 */
export type FoundCustodySale = { paid: bigint; txHash: string | null; ledger: number | null };

export type RecordCustodySaleError = MoveTicketRefundError | PassaError<'PAYMENT_NOT_FOUND'>;

/**
 * Records, once, that a fan's ticket is its buyer's: the event owes the treasury what the seller asked, and the seller
 * is owed the shillings that were fixed when it was offered. Where the provider took their payment back, they have had
 * theirs. Throws RecordCustodySaleError.
 */
export async function recordCustodySale(
	tx: Transaction,
	id: string,
	found: FoundCustodySale,
	now: Date,
): Promise<void> {
	const locked = await lockTicketRefund(tx, id);
	if (locked?.row.state !== 'requested') return;
	const { row, order, payment } = locked;
	if (!payment) throw new PassaError('PAYMENT_NOT_FOUND', 'No payment bought this order.', { status: 404 });
	const { paid: paidUsdc, txHash, ledger } = found;
	const known = { paidUsdc, txHash, ledger, envelope: null, validUntil: null, waitsFor: null };
	const moved = await moveTicketRefund(tx, row, 'voided', now, { ...known, voidedAt: now });
	const isReversed = payment.reversedAt !== null;
	const entry = { kind: 'voided' as const, subject: id, orderNo: order.no, at: now };
	await post(tx, entry, voided(row.amountKes, paidUsdc, isReversed ? 'losses' : 'buyers', 'events'));
	if (isReversed) return void (await moveTicketRefund(tx, moved, 'returned', now, { endedAt: now }));
	await enqueueNotices(tx, { kind: 'sold', orders: [order.no], subject: id }, now);
	await requestReturn(tx, moved, payment, now, 'payout');
}
