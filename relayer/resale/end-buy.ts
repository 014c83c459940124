import { and, eq } from 'drizzle-orm';
import { orderOf } from '#shared/chain/state/ids.ts';
import { openCase } from '../cases/open-case.ts';
import { enqueueNotices } from '../contacts/enqueue-notices.ts';
import { withdrawals } from '../models/batches.ts';
import { listingBuys } from '../models/listing-buys.ts';
import type { OrderRow } from '../models/orders.ts';
import { payments } from '../models/payments.ts';
import type { Transaction } from '../models/schema.ts';
import { lockOrder, moveOrder } from '../orders/move-order.ts';
import { refundPayment } from '../payments/finish-refund.ts';
import { issued, post } from '../payments/journal.ts';
import { wakeCustodySales } from '../payments/wake-custody-sales.ts';
import type { RefundReason } from '../reasons.ts';
import type { FoundBuy } from './find-buy.ts';

async function lock(tx: Transaction, no: bigint) {
	const order = await lockOrder(tx, no);
	const [payment] = await tx
		.select()
		.from(payments)
		.where(and(eq(payments.orderNo, no), eq(payments.state, 'applied')))
		.for('update');
	const isOpen = order.state === 'paid' || order.state === 'issuing';
	return { order, payment, isOpen };
}

/** Whether a person had asked to take the order out. */
async function close(tx: Transaction, no: bigint): Promise<boolean> {
	const ended = { envelope: null, validUntil: null, waitsFor: null, wakeAt: null };
	await tx.update(listingBuys).set(ended).where(eq(listingBuys.orderNo, no));
	const asked = await tx.delete(withdrawals).where(eq(withdrawals.orderNo, no)).returning();
	return asked.length > 0;
}

/** Records, once, that the ticket is its buyer's: the order is issued, and the treasury's USDC is spent. */
export async function recordBuy(
	tx: Transaction,
	no: bigint,
	{ price, txHash, ledger }: FoundBuy,
	resales: number,
	now: Date,
): Promise<void> {
	const { order, payment, isOpen } = await lock(tx, no);
	if (order.state === 'issued') return void (await close(tx, no));
	const facts = { order: order.reference, ticket: String(order.listing), txHash };
	const asked = await close(tx, no);
	// A seller without a wallet has it on our side: its worker looks at once.
	await wakeCustodySales(tx, { event: order.event, chainOrders: [orderOf(order.listing!).order] }, now);
	if (!isOpen || !payment || price !== order.amountUsdc)
		return openCase(tx, { reason: 'LANDED_ASTRAY', orderNo: no, facts }, now);
	const issuing: OrderRow = order.state === 'paid' ? await moveOrder(tx, order, 'issuing', now) : order;
	const entry = { kind: 'issued' as const, subject: payment.id, orderNo: no, at: now };
	await post(tx, entry, issued(payment.amount, price, order.amountKes));
	await enqueueNotices(tx, { kind: 'issued', orders: [no], subject: '' }, now);
	if (asked) await openCase(tx, { reason: 'LANDED_ANYWAY', orderNo: no, facts }, now);
	const chainOrder = orderOf(order.listing!).order;
	await moveOrder(tx, issuing, 'issued', now, { reason: null, chainOrder, txHash, ledger, resales });
}

/** The money goes back, once: call it only if nothing that was signed for the purchase can land any more. */
export async function refundBuy(tx: Transaction, no: bigint, reason: RefundReason, now: Date): Promise<void> {
	const { payment, isOpen } = await lock(tx, no);
	await close(tx, no);
	if (isOpen && payment) await refundPayment(tx, payment, reason, now);
	else if (isOpen) await openCase(tx, { reason: 'RECEIPT_MISSING', orderNo: no }, now);
}
