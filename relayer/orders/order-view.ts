import { desc, eq, sql } from 'drizzle-orm';
import { ticketId } from '#shared/chain/state/ids.ts';
import type { OrderRow } from '../models/orders.ts';
import { payments, pushes, refunds } from '../models/payments.ts';
import type { Reader } from '../models/schema.ts';
import { events } from '../models/tiers.ts';
import type { Seal } from '../seal.ts';
import type { OrderView } from './order-schemas.ts';

const isoOf = (time: Date | null): string | null => time?.toISOString() ?? null;

/** 254712345678 → 2547•••••678: enough to recognise one's own number. */
const maskPhone = (phone: string): string => `${phone.slice(0, 4)}•••••${phone.slice(-3)}`;

/** An order as the holder of its read token sees it: receipts in clear, the phone masked. */
export async function orderView(db: Reader, seal: Seal, order: OrderRow, now: Date): Promise<OrderView> {
	const [[event], push, paid] = await Promise.all([
		db.select({ no: events.no, name: events.name }).from(events).where(eq(events.event, order.event)),
		newestPush(db, seal, order.no),
		paymentsOf(db, seal, order.no),
	]);
	return {
		reference: order.reference,
		event: order.event,
		eventNo: event!.no,
		eventName: event!.name,
		tier: order.tier,
		qty: order.qty,
		state: order.state,
		reason: order.reason,
		amountKes: order.amountKes.toString(),
		amountUsdc: order.amountUsdc.toString(),
		phone: push?.phone ?? '',
		holdUntil: order.holdUntil.toISOString(),
		push: push?.view ?? null,
		payments: paid,
		chain: chainOf(order),
		version: order.version,
		createdAt: order.createdAt.toISOString(),
		serverTime: now.toISOString(),
	};
}

async function newestPush(db: Reader, seal: Seal, no: bigint) {
	const [row] = await db
		.select()
		.from(pushes)
		.where(eq(pushes.orderNo, no))
		.orderBy(desc(pushes.createdAt))
		.limit(1);
	if (!row) return null;
	const { state, resultCode, resultText, phoneSealed } = row;
	return {
		phone: phoneSealed ? maskPhone(seal.open(phoneSealed)) : '',
		view: { state, sentAt: isoOf(row.sentAt), resultCode, resultText },
	};
}

/** Every payment that came for it, each with its refund. */
async function paymentsOf(db: Reader, seal: Seal, no: bigint): Promise<OrderView['payments']> {
	const rows = await db
		.select({ payment: payments, refund: refunds })
		.from(payments)
		.leftJoin(refunds, eq(refunds.paymentId, payments.id))
		.where(eq(payments.orderNo, no))
		.orderBy(desc(sql`${payments.state} = 'applied'`), payments.seenAt, payments.id);
	return rows.map(({ payment, refund }) => ({
		receipt: payment.receiptSealed ? seal.open(payment.receiptSealed) : null,
		amountKes: payment.amount.toString(),
		state: payment.state,
		refund: refund && { state: refund.state, reason: refund.reason, doneAt: isoOf(refund.doneAt) },
	}));
}

function chainOf({ chainOrder, txHash, ledger, qty }: OrderRow): OrderView['chain'] {
	if (chainOrder === null || txHash === null || ledger === null) return null;
	const tickets = Array.from({ length: qty }, (_, i) => ticketId(chainOrder, i).toString());
	return { orderId: chainOrder.toString(), tickets, txHash, ledger };
}
