import { eq, getTableColumns, sql } from 'drizzle-orm';
import { PassaError } from '#shared/errors.ts';
import { type OrderRow, orders, type State } from '../models/orders.ts';
import type { Transaction } from '../models/schema.ts';
import { orderChannel } from './notify-order.ts';
import { applyReservations, assertListingFree, isReserved, type ReservationError } from './reservations.ts';
import { isUnpaid, moves, reservations } from './states.ts';

export type LockOrderError = PassaError<'ORDER_NOT_FOUND'>;
export type MoveOrderError = ReservationError | PassaError<'ORDER_STATE'>;

/** The order, locked until the transaction ends. Locks are taken in this order: order, tier,
 * treasury. Throws LockOrderError. */
export async function lockOrder(tx: Transaction, no: bigint): Promise<OrderRow> {
	const [row] = await tx.select().from(orders).where(eq(orders.no, no)).for('update');
	if (!row) throw new PassaError('ORDER_NOT_FOUND', 'There is no such order.', { status: 404 });
	return row;
}

type Change = Partial<Omit<OrderRow, 'no' | 'state' | 'version' | 'holding' | 'reserved' | 'changedAt'>>;

/**
 * Moves a locked order, and with it its seats and its USDC, as `states.ts` says. Throws MoveOrderError, and changes
 * nothing then: ORDER_STATE for a move that the table does not have. With a `share` (`Move`) also PhoneCodeError. Wakes
 * those who wait for the order.
 */
export async function moveOrder(
	tx: Transaction,
	order: OrderRow,
	to: State,
	now: Date,
	change: Change = {},
	share: number | null = null,
): Promise<OrderRow> {
	if (!moves[order.state].includes(to)) {
		throw new PassaError('ORDER_STATE', `an order that is ${order.state} cannot become ${to}`, {
			status: 409,
		});
	}
	await assertListingFree(tx, order, to);
	const { ledger = null } = change;
	const [moved] = await tx
		.update(orders)
		.set({
			...(isUnpaid(to) ? {} : { addressKey: null, deviceKey: null }),
			...change,
			state: to,
			holding: isReserved(reservations[to].seats, order.holding),
			reserved: isReserved(reservations[to].usdc, order.reserved),
			version: sql`${orders.version} + 1`,
			changedAt: now,
		})
		.where(eq(orders.no, order.no))
		.returning({ ...getTableColumns(orders), notified: sql`pg_notify(${orderChannel}, ${order.reference})` });
	try {
		await applyReservations(tx, order, { to, ledger, share });
	} catch (error) {
		const { no, ...before } = order;
		if (error instanceof PassaError) await tx.update(orders).set(before).where(eq(orders.no, no));
		throw error;
	}
	const { notified: _, ...row } = moved!;
	return row;
}
