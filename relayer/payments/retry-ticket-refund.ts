import { eq } from 'drizzle-orm';
import { refunds } from '../models/payments.ts';
import type { Transaction } from '../models/schema.ts';
import type { TicketRefundRow } from '../models/ticket-refunds.ts';
import { wakeRails } from '../wake-rails.ts';
import { finishRefund } from './finish-refund.ts';
import { lockRefund } from './lock-refund.ts';
import { moveTicketRefund } from './move-ticket-refund.ts';

/**
 * A person has a refund under review made again: on chain, or, if its tickets are void, by the provider. A payout whose
 * result nobody knows keeps its id, which the provider takes once: only a known failure has ended an id.
 */
export async function retryTicketRefund(tx: Transaction, row: TicketRefundRow, now: Date): Promise<void> {
	if (row.voidedAt === null)
		return void (await moveTicketRefund(tx, row, 'requested', now, { attempts: 0, waitsFor: null }));
	await moveTicketRefund(tx, row, 'voided', now);
	const due = { state: 'due' as const, attempts: 0, requestId: null, wakeAt: now };
	await tx.update(refunds).set(due).where(eq(refunds.ticketRefundId, row.id));
	await wakeRails(tx, 'refund');
}

/** A person returned the shillings of void tickets outside of this program. Results of earlier requests count no more. */
export async function bookTicketRefund(tx: Transaction, { id }: TicketRefundRow, now: Date): Promise<void> {
	const [own] = await tx.select({ id: refunds.id }).from(refunds).where(eq(refunds.ticketRefundId, id));
	const locked = own && (await lockRefund(tx, own.id));
	if (locked) await finishRefund(tx, locked, now);
}
