import { and, eq, inArray, isNull, ne, sql } from 'drizzle-orm';
import { PassaError } from '#shared/errors.ts';
import { type HandoverRow, handovers, type WalletMoveRow, walletMoves } from '../models/handovers.ts';
import type { Reader, Transaction } from '../models/schema.ts';
import { refundedTickets } from '../models/ticket-refunds.ts';
import { refusal } from './states.ts';

/** An order's tickets that its holder offered to somebody, or that were taken: at most one row for a ticket. */
export const sentByHolder = (db: Reader, orderNo: bigint): Promise<HandoverRow[]> =>
	db
		.select()
		.from(handovers)
		.where(
			and(
				eq(handovers.orderNo, orderNo),
				isNull(handovers.follows),
				inArray(handovers.state, ['offered', 'claimed', 'passed_on']),
			),
		);

/** Where the receiver of a ticket offers it to somebody else. */
export async function offerAfter(db: Reader, id: string): Promise<HandoverRow | null> {
	const [row] = await db
		.select()
		.from(handovers)
		.where(and(eq(handovers.follows, id), eq(handovers.state, 'offered')));
	return row ?? null;
}

/** Moves to a wallet that the contract did not refuse, the newest first. */
export const liveMoves = (db: Reader, orderNo: bigint): Promise<WalletMoveRow[]> =>
	db
		.select()
		.from(walletMoves)
		.where(and(eq(walletMoves.orderNo, orderNo), ne(walletMoves.state, 'refused')))
		.orderBy(sql`${walletMoves.createdAt} DESC`);

export type TicketFreeError = PassaError<'HANDOVER_OPEN' | 'TICKET_GIVEN' | 'WALLET_MOVE_OPEN'>;

/** Throws TicketFreeError if a ticket of the mask is with somebody else, or on its way. The order is locked. */
export async function assertNotSent(tx: Transaction, orderNo: bigint, mask: number): Promise<void> {
	const sent = (await sentByHolder(tx, orderNo)).find(({ index }) => (mask >> index) & 1);
	if (!sent) return;
	throw sent.state === 'offered'
		? handoverOpen()
		: new PassaError('TICKET_GIVEN', 'You gave this ticket to somebody else.', { status: 409 });
}

/** Throws HANDOVER_OPEN if the receiver has sent the ticket on. The order is locked. */
export async function assertNotSentOn(tx: Transaction, id: string): Promise<void> {
	if (await offerAfter(tx, id)) throw handoverOpen();
}

const handoverOpen = (): PassaError<'HANDOVER_OPEN'> =>
	new PassaError('HANDOVER_OPEN', 'This ticket has already been sent. Take it back first.', { status: 409 });

/**
 * Throws TICKET_REFUNDED if a refund of one of the mask was asked for, also while the chain does not show it yet.
 * The order is locked.
 */
export async function assertNotRefunded(tx: Transaction, orderNo: bigint, mask: number): Promise<void> {
	const found = await tx
		.select({ ticket: refundedTickets.ticket })
		.from(refundedTickets)
		.where(eq(refundedTickets.orderNo, orderNo));
	if (found.some(({ ticket }) => (mask >> ticket) & 1)) throw refusal('TICKET_REFUNDED');
}

/** Throws WALLET_MOVE_OPEN. The order is locked. */
export async function assertNotMoving(tx: Transaction, orderNo: bigint, mask: number): Promise<void> {
	const moving = (await liveMoves(tx, orderNo)).some((row) => (row.mask & mask) !== 0);
	if (moving)
		throw new PassaError('WALLET_MOVE_OPEN', 'This ticket is on its way to a wallet, or there.', {
			status: 409,
		});
}
