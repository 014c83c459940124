import { and, desc, eq, isNull, sql } from 'drizzle-orm';
import { ticketId } from '#shared/chain/state/ids.ts';
import { indexesOf } from '#shared/contract/ticket-mask.ts';
import { isoOfDate } from '#shared/iso-time.ts';
import { handovers } from '../models/handovers.ts';
import type { OrderRow } from '../models/orders.ts';
import { payments, refunds } from '../models/payments.ts';
import type { Reader } from '../models/schema.ts';
import { ticketRefunds } from '../models/ticket-refunds.ts';
import type { RelayerSeal } from '../relayer-seal.ts';
import type { OrderView } from './order-schemas.ts';
import { ownTickets } from './own-tickets.ts';

/** What an order is for, its money and its tickets. `seal`: null hides the receipts. */
export async function lineView(db: Reader, seal: RelayerSeal | null, order: OrderRow) {
	const [paid, ticketRefunds, given] = await Promise.all([
		paymentsOf(db, seal, order.no),
		ticketRefundsOf(db, order.no),
		givenOf(db, order),
	]);
	const { reference, tier, qty, state, reason, amountKes } = order;
	return {
		...{ reference, tier, qty, state, reason, amountKes: amountKes.toString() },
		...{ payments: paid, chain: chainOf(order), ticketRefunds, given },
	};
}

/** Every payment that came for it, each with its refund. `seal`: null hides the receipts. */
async function paymentsOf(db: Reader, seal: RelayerSeal | null, no: bigint): Promise<OrderView['payments']> {
	const rows = await db
		.select({ payment: payments, refund: refunds })
		.from(payments)
		.leftJoin(refunds, and(eq(refunds.paymentId, payments.id), isNull(refunds.ticketRefundId)))
		.where(eq(payments.orderNo, no))
		.orderBy(desc(sql`${payments.state} = 'applied'`), payments.seenAt, payments.id);
	return rows.map(({ payment, refund }) => ({
		receipt: seal && payment.receiptSealed ? seal.open(payment.receiptSealed) : null,
		amountKes: payment.amount.toString(),
		state: payment.state,
		refund: refund && { state: refund.state, reason: refund.reason, doneAt: isoOfDate(refund.doneAt) },
	}));
}

async function ticketRefundsOf(db: Reader, no: bigint): Promise<OrderView['ticketRefunds']> {
	const rows = await db
		.select()
		.from(ticketRefunds)
		.where(eq(ticketRefunds.orderNo, no))
		.orderBy(ticketRefunds.createdAt, ticketRefunds.id);
	return rows.map(
		({
			state,
			kind,
			listedAt,
			askedKes,
			endsFor,
			waitsFor,
			reason,
			mask,
			amountKes,
			createdAt,
			endedAt,
		}) => ({
			state,
			kind,
			listed: listedAt !== null,
			askedKes: askedKes === null ? null : askedKes.toString(),
			endsFor,
			needsFunding: state === 'requested' && waitsFor === 'NEEDS_FUNDING',
			reason,
			tickets: indexesOf(mask),
			amountKes: amountKes.toString(),
			askedAt: createdAt.toISOString(),
			endedAt: isoOfDate(endedAt),
		}),
	);
}

/** Ids of tickets that were sent to somebody else, who has taken them. */
async function givenOf(db: Reader, { no, chainOrder }: OrderRow): Promise<string[]> {
	if (chainOrder === null) return [];
	const isGiven = and(eq(handovers.orderNo, no), eq(handovers.state, 'claimed'));
	const rows = await db.select({ index: handovers.index }).from(handovers).where(isGiven);
	return rows.map(({ index }) => ticketId(chainOrder, index).toString());
}

function chainOf(order: OrderRow): OrderView['chain'] {
	const { chainOrder, txHash, ledger } = order;
	if (chainOrder === null || txHash === null || ledger === null) return null;
	const tickets = ownTickets(order).map((i) => ticketId(chainOrder, i).toString());
	return { orderId: chainOrder.toString(), tickets, txHash, ledger };
}
