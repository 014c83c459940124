import { indexesOf } from '#shared/contract/ticket-mask.ts';
import { openCase } from '../cases/open-case.ts';
import type { Transaction } from '../models/schema.ts';
import type { TicketRefundRow } from '../models/ticket-refunds.ts';
import type { RefundReading } from './read-refund-facts.ts';

/** Of a cancelled event the treasury gets a sold ticket's money, and owes it to the wallet that bought it: a person pays. */
export async function flagSoldOn(
	tx: Transaction,
	{ orderNo, mask }: TicketRefundRow,
	{ facts: { cancelled }, soldToWallets }: RefundReading,
	now: Date,
): Promise<void> {
	const sold = indexesOf(mask & soldToWallets);
	if (!cancelled || sold.length === 0) return;
	const facts = { code: 'TICKET_SOLD_ON', missing: String(sold.length) };
	await openCase(tx, { reason: 'REFUND_NOT_ON_CHAIN', orderNo, facts }, now);
}
