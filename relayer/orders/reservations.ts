import { sql } from 'drizzle-orm';
import { treasury } from '../models/batches.ts';
import type { OrderRow } from '../models/orders.ts';
import type { Transaction } from '../models/schema.ts';
import { tiers } from '../models/tiers.ts';
import { consumeUsdc, releaseUsdc, reserveUsdc, treasuryShort } from '../treasury/usdc.ts';
import { consumeSeats, releaseSeats, reserveSeats, soldOut } from './seats.ts';
import type { Reservation } from './states.ts';

type Claims = { seats: Reservation; usdc: Reservation };

/** Whether an order that had something has it after a claim. */
export const isReserved = (claim: Reservation, had: boolean): boolean =>
	claim === 'keep' ? had : claim === 'take';

/**
 * Takes or gives up an order's seats and USDC. `ledger` is where they were sold. Throws TIER_SOLD_OUT or TREASURY_SHORT;
 * neither is taken then. The rows of tier and treasury stay locked until the transaction ends: this comes last in it.
 */
export async function applyReservations(
	tx: Transaction,
	order: OrderRow,
	claims: Claims,
	ledger: number | null,
): Promise<void> {
	const [takesSeats, takesUsdc] = [
		claims.seats === 'take' && !order.holding,
		claims.usdc === 'take' && !order.reserved,
	];
	if (takesSeats && takesUsdc) return reserveBoth(tx, order);
	if (takesSeats) await reserveSeats(tx, order);
	else if (claims.seats === 'sell') await consumeSeats(tx, order, order.holding);
	else if (claims.seats === 'give' && order.holding) await releaseSeats(tx, order);
	if (takesUsdc) await reserveUsdc(tx, order.amountUsdc);
	else if (claims.usdc === 'sell') await consumeUsdc(tx, order.amountUsdc, ledger!, order.reserved);
	else if (claims.usdc === 'give' && order.reserved) await releaseUsdc(tx, order.amountUsdc);
}

/** In one statement: a crowd at one tier waits for these two rows. */
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
