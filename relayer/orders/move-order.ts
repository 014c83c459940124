import { eq, getTableColumns, sql } from 'drizzle-orm';
import { PassaError } from '#shared/errors.ts';
import { type OrderRow, orders, type State } from '../models/orders.ts';
import type { Transaction } from '../models/schema.ts';
import { firstNo, isFirst, lockFollowers, lockTiers, refuseFollower } from './cart.ts';
import { notifyOrders, orderChannel } from './notify-order.ts';
import { applyReservations, assertListingFree, isReserved, type ReservationError } from './reservations.ts';
import { isUnpaid, moves, reservations } from './states.ts';

export type LockOrderError = PassaError<'ORDER_NOT_FOUND'>;
export type MoveOrderError = ReservationError | PassaError<'ORDER_STATE'>;

/** The order, locked until the transaction ends (README, Locks). Throws LockOrderError. */
export async function lockOrder(tx: Transaction, no: bigint): Promise<OrderRow> {
	const [row] = await tx.select().from(orders).where(eq(orders.no, no)).for('update');
	if (!row) throw new PassaError('ORDER_NOT_FOUND', 'There is no such order.', { status: 404 });
	return row;
}

/**
 * The same of the order that has its cart's prompts and contacts: itself, if it was ordered alone. Throws
 * LockOrderError.
 */
export async function lockFirst(tx: Transaction, no: bigint): Promise<OrderRow> {
	const [found] = await tx.select({ no: firstNo }).from(orders).where(eq(orders.no, no));
	return lockOrder(tx, found?.no ?? no);
}

type Change = Partial<Omit<OrderRow, 'no' | 'state' | 'version' | 'holding' | 'reserved' | 'changedAt'>>;

/**
 * Moves a locked order, and with the first order of a cart those that follow it: all of them, or none. Once they are
 * `paid` each moves for itself. Throws MoveOrderError, and changes nothing then.
 */
export async function moveOrder(
	tx: Transaction,
	order: OrderRow,
	to: State,
	now: Date,
	change: Change = {},
	share: number | null = null,
): Promise<OrderRow> {
	refuseFollower(order);
	const followers = await lockFollowers(tx, order);
	if (followers.length === 0) return moveOne(tx, order, to, now, change, share);
	return tx.transaction(async (inner) => {
		await lockTiers(inner, [order, ...followers]);
		const first = await moveOne(inner, order, to, now, change, share);
		const follows = to !== 'paid';
		for (const each of followers) await moveOne(inner, each, to, now, { ...change, follows }, share);
		return first;
	});
}

/**
 * Moves a locked order, and with it its seats and its USDC, as `states.ts` says. Throws MoveOrderError, and changes
 * nothing then: ORDER_STATE for a move that the table does not have. With a `share` (`Move`) also PhoneCodeError. Wakes
 * those who wait for the order.
 */
async function moveOne(
	tx: Transaction,
	order: OrderRow,
	to: State,
	now: Date,
	change: Change,
	share: number | null,
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
	if (order.cart !== null && !isFirst(order)) await notifyOrders(tx, [order]);
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
