import { createHash } from 'node:crypto';
import { and, eq, ne, sql } from 'drizzle-orm';
import { PassaError } from '#shared/errors.ts';
import { treasury } from '../models/batches.ts';
import { type OrderRow, orders, type State } from '../models/orders.ts';
import type { Transaction } from '../models/schema.ts';
import { tiers } from '../models/tiers.ts';
import {
	consumeUsdc,
	type ReserveUsdcError,
	releaseUsdc,
	reserveUsdc,
	treasuryShort,
} from '../treasury/usdc.ts';
import { fieldOf } from './cart.ts';
import { type PhoneCodeError, phoneCodeNeeded } from './refusals.ts';
import { isUnpaid, type Reservation, reservations } from './states.ts';

/** Whether an order has seats, or USDC, after a move. */
export const isReserved = (to: Reservation, had: boolean): boolean =>
	to === 'keep' ? had : to === 'reserve';

/** What a move changes in the counts of a tier, in seats. */
type Change = { held: number; sold: number; unpaid: number };

/** `share`: how much of a tier's unsold seats may be unpaid after it, in per cent; null: all. */
export type Move = { to: State; ledger: number | null; share: number | null };

export type ReserveSeatsError = PassaError<'TIER_SOLD_OUT' | 'LISTING_HELD'>;
export type ReservationError = ReserveSeatsError | ReserveUsdcError;

/**
 * Reserves, releases or consumes an order's seats and USDC. `ledger`: where the chain consumed them. Throws
 * ReservationError, with a share also PhoneCodeError, and reserves neither then. The rows of tier and treasury stay
 * locked until the transaction ends, so this comes last in it.
 */
export async function applyReservations(tx: Transaction, order: OrderRow, move: Move): Promise<void> {
	const { seats, usdc } = reservations[move.to];
	if (order.listing !== null) return changeUsdc(tx, order, move);
	const change = changeOf(order, move.to);
	const reservesSeats = seats === 'reserve' && !order.holding;
	const reservesUsdc = usdc === 'reserve' && !order.reserved;
	if (reservesSeats) return reserve(tx, order, change, move.share, reservesUsdc);
	await changeSeats(tx, order, change);
	await changeUsdc(tx, order, move);
}

async function changeUsdc(tx: Transaction, order: OrderRow, { to, ledger }: Move): Promise<void> {
	const { usdc } = reservations[to];
	if (usdc === 'reserve' && !order.reserved) await reserveUsdc(tx, order.amountUsdc);
	else if (usdc === 'consume') await consumeUsdc(tx, order.amountUsdc, ledger!, order.reserved);
	else if (usdc === 'release' && order.reserved) await releaseUsdc(tx, order.amountUsdc);
}

/**
 * One order at a time may be paid for a listed ticket. A wallet may buy it all the same: the chain decides. Called before the
 * order says that it holds it, since the unique index would end the transaction. Throws LISTING_HELD.
 */
export async function assertListingFree(tx: Transaction, order: OrderRow, to: State): Promise<void> {
	const { event, listing, no } = order;
	if (listing === null || reservations[to].seats !== 'reserve' || order.holding) return;
	const lock = createHash('sha256').update(`listing ${event} ${listing}`).digest().readBigInt64BE();
	await tx.execute(sql`SELECT pg_advisory_xact_lock(${String(lock)}::bigint)`);
	const [other] = await tx
		.select({ no: orders.no })
		.from(orders)
		.where(and(eq(orders.event, event), eq(orders.listing, listing), orders.holding, ne(orders.no, no)));
	if (!other) return;
	const words = 'Somebody else is paying for this ticket with M-Pesa now. Try again in a few minutes.';
	throw new PassaError('LISTING_HELD', words, { status: 409 });
}

/** The chain may have sold seats that were not held here. */
function changeOf({ qty, holding, state }: OrderRow, to: State): Change {
	const { seats } = reservations[to];
	const holds = isReserved(seats, holding);
	const seatsIf = (is: boolean) => (is ? qty : 0);
	return {
		held: seatsIf(holds) - seatsIf(holding),
		sold: seatsIf(seats === 'consume'),
		unpaid: seatsIf(holds && isUnpaid(to)) - seatsIf(holding && isUnpaid(state)),
	};
}

const setOf = ({ held, sold, unpaid }: Change) => ({
	held: sql`${tiers.held} + ${held}`,
	sold: sql`${tiers.sold} + ${sold}`,
	// It bounds only what is held. If another version of this code did not count, it must stop no payment.
	unpaid: sql`greatest(${tiers.unpaid} + ${unpaid}, 0)`,
});

const row = ({ event, tier }: Pick<OrderRow, 'event' | 'tier'>) =>
	and(eq(tiers.event, event), eq(tiers.tier, tier));

async function changeSeats(tx: Transaction, order: OrderRow, change: Change): Promise<void> {
	if (Object.values(change).some((seats) => seats !== 0))
		await tx.update(tiers).set(setOf(change)).where(row(order));
}

/**
 * In one statement, since many buyers of one tier wait for these two rows. A first unpaid order always fits the share: a
 * tier's last seats can be bought.
 */
async function reserve(
	tx: Transaction,
	order: OrderRow,
	change: Change,
	share: number | null,
	withUsdc: boolean,
): Promise<void> {
	const { event, tier, qty, amountUsdc } = order;
	const left = sql`(allocated - sold - held + unpaid)`;
	const fits =
		share === null ? sql`TRUE` : sql`(unpaid = 0 OR (unpaid + ${qty}) * 100 <= ${left} * ${share}::int)`;
	const { rows } = await tx.execute<{ seats: boolean; usdc: boolean }>(sql`
		WITH seats AS (
			UPDATE ${tiers} SET held = held + ${change.held}, unpaid = unpaid + ${change.unpaid}
			WHERE event = ${event} AND tier = ${tier} AND sold + held + ${qty} <= allocated AND ${fits} RETURNING 1
		), usdc AS (
			UPDATE ${treasury} SET reserved = reserved + ${amountUsdc}
			WHERE ${withUsdc} AND balance - reserved >= ${amountUsdc} AND EXISTS (SELECT FROM seats) RETURNING 1
		)
		SELECT EXISTS (SELECT FROM seats) AS seats, EXISTS (SELECT FROM usdc) AS usdc`);
	if (!rows[0]!.seats) throw await refusalOf(tx, order);
	if (!withUsdc || rows[0]!.usdc) return;
	const { held, sold, unpaid } = change;
	await changeSeats(tx, order, { held: -held, sold: -sold, unpaid: -unpaid });
	throw treasuryShort();
}

/** Seats that are there, and are not reserved, are those that a proved phone gets. */
async function refusalOf(tx: Transaction, order: OrderRow): Promise<PhoneCodeError | ReserveSeatsError> {
	const free = sql<boolean>`${tiers.sold} + ${tiers.held} + ${order.qty} <= ${tiers.allocated}`;
	const [found] = await tx.select({ free }).from(tiers).where(row(order));
	return found?.free ? phoneCodeNeeded() : soldOut(order.tier);
}

const soldOut = (tier: number): ReserveSeatsError =>
	new PassaError('TIER_SOLD_OUT', 'Not enough tickets are left in this tier for payment in shillings.', {
		status: 409,
		detail: { field: fieldOf(tier) },
	});
