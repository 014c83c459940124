import { and, eq, sql } from 'drizzle-orm';
import { PassaError } from '#shared/errors.ts';
import { treasury } from '../models/batches.ts';
import type { OrderRow } from '../models/orders.ts';
import type { Transaction } from '../models/schema.ts';
import { tiers } from '../models/tiers.ts';
import {
	consumeUsdc,
	type ReserveUsdcError,
	releaseUsdc,
	reserveUsdc,
	treasuryShort,
} from '../treasury/usdc.ts';
import type { Reservation } from './states.ts';

type Reservations = { seats: Reservation; usdc: Reservation };

/** Whether an order has seats, or USDC, after a move. */
export const isReserved = (to: Reservation, had: boolean): boolean =>
	to === 'keep' ? had : to === 'reserve';

export type ReserveSeatsError = PassaError<'TIER_SOLD_OUT'>;
export type ReservationError = ReserveSeatsError | ReserveUsdcError;

/**
 * Reserves, releases or consumes an order's seats and USDC. `ledger`: where the chain consumed them. Throws
 * ReservationError, and reserves neither then. The rows of tier and treasury stay locked until the transaction ends, so
 * this comes last in it.
 */
export async function applyReservations(
	tx: Transaction,
	order: OrderRow,
	to: Reservations,
	ledger: number | null,
): Promise<void> {
	const [reservesSeats, reservesUsdc] = [
		to.seats === 'reserve' && !order.holding,
		to.usdc === 'reserve' && !order.reserved,
	];
	if (reservesSeats && reservesUsdc) return reserveBoth(tx, order);
	if (reservesSeats) await reserveSeats(tx, order);
	else if (to.seats === 'consume') await consumeSeats(tx, order, order.holding);
	else if (to.seats === 'release' && order.holding) await releaseSeats(tx, order);
	if (reservesUsdc) await reserveUsdc(tx, order.amountUsdc);
	else if (to.usdc === 'consume') await consumeUsdc(tx, order.amountUsdc, ledger!, order.reserved);
	else if (to.usdc === 'release' && order.reserved) await releaseUsdc(tx, order.amountUsdc);
}

/** In one statement, since many buyers of one tier wait for these two rows. */
async function reserveBoth(tx: Transaction, order: OrderRow): Promise<void> {
	const { event, tier, qty, amountUsdc } = order;
	const { rows } = await tx.execute<{ seats: boolean; usdc: boolean }>(sql`
		WITH seats AS (
			UPDATE ${tiers} SET held = held + ${qty}
			WHERE event = ${event} AND tier = ${tier} AND sold + held + ${qty} <= allocated RETURNING 1
		), usdc AS (
			UPDATE ${treasury} SET reserved = reserved + ${amountUsdc}
			WHERE balance - reserved >= ${amountUsdc} AND EXISTS (SELECT FROM seats) RETURNING 1
		)
		SELECT EXISTS (SELECT FROM seats) AS seats, EXISTS (SELECT FROM usdc) AS usdc`);
	if (!rows[0]!.seats) throw soldOut();
	if (rows[0]!.usdc) return;
	await releaseSeats(tx, order);
	throw treasuryShort();
}

type Seats = { event: string; tier: number; qty: number };

const row = ({ event, tier }: Seats) => and(eq(tiers.event, event), eq(tiers.tier, tier));

/** Counts seats as held, or throws TIER_SOLD_OUT. The tier's row stays locked until the transaction ends. */
export async function reserveSeats(tx: Transaction, seats: Seats): Promise<void> {
	const reserved = await tx
		.update(tiers)
		.set({ held: sql`${tiers.held} + ${seats.qty}` })
		.where(and(row(seats), sql`${tiers.sold} + ${tiers.held} + ${seats.qty} <= ${tiers.allocated}`))
		.returning({ held: tiers.held });
	if (reserved.length === 0) throw soldOut();
}

export const soldOut = (): ReserveSeatsError =>
	new PassaError('TIER_SOLD_OUT', 'Not enough tickets are left in this tier for payment in shillings.', {
		status: 409,
	});

export async function releaseSeats(tx: Transaction, seats: Seats): Promise<void> {
	await tx
		.update(tiers)
		.set({ held: sql`${tiers.held} - ${seats.qty}` })
		.where(row(seats));
}

/** The chain has sold these seats, even when they were not held here. */
export async function consumeSeats(tx: Transaction, seats: Seats, wereHeld: boolean): Promise<void> {
	await tx
		.update(tiers)
		.set({
			sold: sql`${tiers.sold} + ${seats.qty}`,
			held: sql`${tiers.held} - ${wereHeld ? seats.qty : 0}`,
		})
		.where(row(seats));
}
