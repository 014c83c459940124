import type { CaseFacts } from '../case-facts.ts';
import { openCase } from '../cases/open-case.ts';
import { enqueueNotices } from '../contacts/enqueue-notices.ts';
import type { Transaction } from '../models/schema.ts';
import { providerOf } from '../providers.ts';
import type { ReviewReason } from '../reasons.ts';
import { post, returned, reversalSettled } from './journal.ts';
import { lockTicketRefund, moveTicketRefund } from './move-ticket-refund.ts';

/**
 * Records that the shillings of void tickets are with their payer: we returned them, or `reversed`: the provider had taken
 * the payment back before we asked.
 */
export async function endTicketRefund(
	tx: Transaction,
	id: string,
	now: Date,
	how: 'returned' | 'reversed' = 'returned',
): Promise<void> {
	const locked = await lockTicketRefund(tx, id);
	if (!locked || locked.row.state === 'returned') return;
	const { row, order } = locked;
	const entry = { kind: 'refunded' as const, subject: id, orderNo: order.no, at: now };
	const { amountKes: kes } = row;
	await post(tx, entry, how === 'returned' ? returned(providerOf(order), kes) : reversalSettled(kes));
	const kind = row.kind === 'sale' ? ('sale_paid' as const) : ('refunded' as const);
	await enqueueNotices(tx, { kind, orders: [order.no], subject: id }, now);
	await moveTicketRefund(tx, row, 'returned', now, { endedAt: now });
}

/** A person decides about a refund that chain or provider refused, or that has no known end. */
export async function reviewTicketRefund(
	tx: Transaction,
	id: string,
	reason: ReviewReason,
	facts: CaseFacts,
	now: Date,
): Promise<void> {
	const locked = await lockTicketRefund(tx, id);
	if (!locked) return;
	const { row, order } = locked;
	await moveTicketRefund(tx, row, 'review', now, { envelope: null });
	const about = { ...facts, order: order.reference, amount: row.amountKes.toString() };
	await openCase(tx, { reason, orderNo: order.no, facts: about }, now);
}
