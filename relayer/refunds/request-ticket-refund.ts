import { and, eq, inArray } from 'drizzle-orm';
import type { RpcError } from '#shared/chain/rpc-node.ts';
import type { DecodeStateError } from '#shared/chain/state/event-state.ts';
import type { Clock } from '#shared/clock.ts';
import { indexesOf, maskOf } from '#shared/contract/ticket-mask.ts';
import { PassaError } from '#shared/errors.ts';
import { handovers, walletMoves } from '../models/handovers.ts';
import type { OrderRow } from '../models/orders.ts';
import type { Database, Reader, Transaction } from '../models/schema.ts';
import { type TicketRefundRow, ticketRefunds } from '../models/ticket-refunds.ts';
import { type LockOrderError, lockOrder } from '../orders/move-order.ts';
import { notifyOrder } from '../orders/notify-order.ts';
import { ownTickets } from '../orders/own-tickets.ts';
import { keptPayment } from '../payments/applied-payment.ts';
import {
	type AskedRefund,
	freeTickets,
	type OpenTicketRefundError,
	openTicketRefund,
} from '../payments/open-ticket-refund.ts';
import { decideRefund, type RefundRefusal } from './decide-refund.ts';
import { readRefundFacts } from './read-refund-facts.ts';

export type RequestDeps = { db: Database; clock: Clock; chain: { rpcUrl: string }; registry: string };

export type RequestTicketRefundError =
	| LockOrderError
	| OpenTicketRefundError
	| RpcError
	| DecodeStateError
	| PassaError<RefundRefusal | 'TICKET_UNKNOWN' | 'MONEY_REVERSED' | 'TICKET_GIVEN' | 'WALLET_MOVE_OPEN'>;

/** `tickets`: their places in the order; null: all that are in no refund so far. */
export type WantedRefund = Pick<AskedRefund, 'reason' | 'by' | 'note' | 'takesPart'> & {
	tickets: readonly number[] | null;
};

/**
 * Asks for a refund of issued tickets, once the chain shows that the contract takes them back now. `stateOf` says whether
 * somebody has to agree first. Throws RequestTicketRefundError, and changes nothing then.
 */
export async function requestTicketRefund(
	deps: RequestDeps,
	order: OrderRow,
	wanted: WantedRefund,
	stateOf: (tx: Transaction, amountKes: bigint, now: Date) => Promise<AskedRefund['state']>,
): Promise<TicketRefundRow> {
	const { tickets, ...why } = wanted;
	assertRefundable(order);
	const mask = await maskOfWanted(deps.db, order, tickets);
	const { facts } = await readRefundFacts(deps, order.event, order.chainOrder, order.resales);
	const step = decideRefund(facts, { mask, kind: 'refund' });
	if (step.do === 'refuse') throw new PassaError(step.code, refusals[step.code], { status: 409 });
	return deps.db.transaction(async (tx) => {
		const now = new Date(deps.clock.now());
		const locked = await lockOrder(tx, order.no);
		const payment = await keptPayment(tx, order.no);
		await assertNotGiven(tx, order.no, mask);
		const asked = { ...why, mask, kind: 'refund' as const, state: 'proposed' as const };
		const row = await openTicketRefund(tx, locked, payment, asked, now);
		const state = await stateOf(tx, row.amountKes, now);
		if (state === 'proposed') return row;
		return setRequested(tx, row, now);
	});
}

/** Throws ORDER_STATE for an order without tickets, and for a gift, which nobody paid for. */
export function assertRefundable(order: OrderRow): asserts order is OrderRow & { chainOrder: bigint } {
	if (order.state !== 'issued' || order.chainOrder === null)
		throw new PassaError('ORDER_STATE', 'This order has no tickets.', { status: 409 });
	if (order.provider === 'gift')
		throw new PassaError('ORDER_STATE', 'A gift cost nothing, so nothing goes back for it.', { status: 409 });
}

/**
 * Who gave a ticket to somebody does not take their way in, nor does anybody who refunds it: its holder gives it back first. One on its
 * way to a wallet arrives first. Throws TICKET_GIVEN and WALLET_MOVE_OPEN. The order is locked.
 */
export async function assertNotGiven(tx: Transaction, no: bigint, mask: number): Promise<void> {
	const given = await tx
		.select({ id: handovers.id })
		.from(handovers)
		.where(
			and(
				eq(handovers.orderNo, no),
				inArray(handovers.index, indexesOf(mask)),
				eq(handovers.state, 'claimed'),
			),
		);
	if (given.length > 0)
		throw new PassaError('TICKET_GIVEN', 'You gave this ticket to somebody else.', { status: 409 });
	const onTheirWay = await tx
		.select({ mask: walletMoves.mask })
		.from(walletMoves)
		.where(and(eq(walletMoves.orderNo, no), eq(walletMoves.state, 'waiting')));
	if (onTheirWay.some((move) => (move.mask & mask) !== 0))
		throw new PassaError('WALLET_MOVE_OPEN', 'This ticket is on its way to a wallet.', { status: 409 });
}

async function setRequested(tx: Transaction, { id }: TicketRefundRow, now: Date): Promise<TicketRefundRow> {
	const [row] = await tx
		.update(ticketRefunds)
		.set({ state: 'requested', wakeAt: now })
		.where(eq(ticketRefunds.id, id))
		.returning();
	return row!;
}

/** Tickets that are named, or all that are in no refund. Throws TICKET_REFUNDED where none is left, TICKET_UNKNOWN. */
export async function maskOfWanted(
	db: Reader,
	order: OrderRow,
	tickets: readonly number[] | null,
): Promise<number> {
	const mask = tickets === null ? await freeTickets(db, order) : maskOfOrder(order, tickets);
	// Where the organizer has to put in money first, none is back yet.
	if (mask === 0) {
		const words = 'A refund of all its tickets was asked for before, or they were sold.';
		throw new PassaError('TICKET_REFUNDED', words, { status: 409 });
	}
	return mask;
}

function maskOfOrder(order: OrderRow, tickets: readonly number[]): number {
	const own = ownTickets(order);
	if (tickets.length === 0 || tickets.some((i) => !own.includes(i)))
		throw new PassaError('TICKET_UNKNOWN', 'The order has no such ticket.', { status: 404 });
	return maskOf(tickets);
}

/** The payer takes a part of the money of a cancelled event, now, instead of waiting for the rest. Returns whether one waited. */
export async function takePart(
	{ db, clock }: Pick<RequestDeps, 'db' | 'clock'>,
	no: bigint,
): Promise<boolean> {
	return db.transaction(async (tx) => {
		const now = new Date(clock.now());
		await lockOrder(tx, no);
		const changed = await tx
			.update(ticketRefunds)
			.set({ takesPart: true, wakeAt: now })
			.where(
				and(
					eq(ticketRefunds.orderNo, no),
					eq(ticketRefunds.state, 'requested'),
					eq(ticketRefunds.kind, 'refund'),
				),
			)
			.returning({ id: ticketRefunds.id });
		if (changed.length > 0) await notifyOrder(tx, no, now);
		return changed.length > 0;
	});
}

export const refusals: Record<RefundRefusal, string> = {
	EVENT_WITHOUT_REFUNDS: 'Tickets of this event cannot be given back: its contract has no refunds.',
	TICKET_USED: 'A used ticket cannot be given back.',
	TICKET_LISTED: 'The ticket is for sale: take it off sale first.',
	TICKET_SOLD_ON: 'The ticket was sold on: its money belongs to its buyer.',
	TICKET_CLAIMED: 'The ticket is in a wallet: its holder gives it back there.',
	REFUNDS_CLOSED: 'The time for giving tickets back is over.',
	REFUNDS_NONE: 'This event takes no tickets back, unless it is cancelled.',
};
