import { eq } from 'drizzle-orm';
import { PassaError } from '#shared/errors.ts';
import type { OrderRow } from '../models/orders.ts';
import { payments } from '../models/payments.ts';
import type { Transaction } from '../models/schema.ts';
import { type TicketRefundRow, type TicketRefundState, ticketRefunds } from '../models/ticket-refunds.ts';
import { lockOrder } from '../orders/move-order.ts';
import { notifyOrder } from '../orders/notify-order.ts';
import type { PaymentRow } from './lock-refund.ts';
import { ticketRefundMoves } from './ticket-refund-states.ts';

export type LockedTickets = { row: TicketRefundRow; order: OrderRow; payment: PaymentRow | null };

/**
 * A refund of tickets with its order and the payment that bought them, locked (README, Locks). Null if there is
 * none.
 */
export async function lockTicketRefund(tx: Transaction, id: string): Promise<LockedTickets | null> {
	const [named] = await tx
		.select({ orderNo: ticketRefunds.orderNo })
		.from(ticketRefunds)
		.where(eq(ticketRefunds.id, id));
	if (!named) return null;
	const order = await lockOrder(tx, named.orderNo);
	const bought = await tx.select().from(payments).where(eq(payments.orderNo, order.no)).for('update');
	const [row] = await tx.select().from(ticketRefunds).where(eq(ticketRefunds.id, id)).for('update');
	return { row: row!, order, payment: bought.find(({ state }) => state === 'applied') ?? null };
}

export type MoveTicketRefundError = PassaError<'REFUND_STATE'>;

/**
 * Moves a locked refund, and wakes those who wait for its order. Throws REFUND_STATE for a move that the table does not
 * have.
 */
export async function moveTicketRefund(
	tx: Transaction,
	row: Pick<TicketRefundRow, 'id' | 'state' | 'orderNo'>,
	to: TicketRefundState,
	now: Date,
	change: Partial<Omit<TicketRefundRow, 'id' | 'state'>> = {},
): Promise<TicketRefundRow> {
	if (!ticketRefundMoves[row.state].includes(to))
		throw new PassaError('REFUND_STATE', `a refund that is ${row.state} cannot become ${to}`, {
			status: 409,
		});
	const [moved] = await tx
		.update(ticketRefunds)
		.set({ wakeAt: to === 'requested' ? now : null, ...change, state: to })
		.where(eq(ticketRefunds.id, row.id))
		.returning();
	await notifyOrder(tx, row.orderNo, now);
	return moved!;
}
