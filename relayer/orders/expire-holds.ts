import { and, eq, lte } from 'drizzle-orm';
import { orders } from '../models/orders.ts';
import type { Database } from '../models/schema.ts';
import { moveOrder } from './move-order.ts';

const atOnce = 50;

/**
 * Expires held orders without a push, and returns how many. Orders with a push belong to their rail: money may be on its
 * way. Any number of processes may do this: locked rows are skipped.
 */
export async function expireHolds(db: Database, now: Date): Promise<number> {
	return db.transaction(async (tx) => {
		const due = await tx
			.select()
			.from(orders)
			.where(and(eq(orders.state, 'held'), lte(orders.wakeAt, now)))
			// Tiers are locked in one order by all, so that two never wait for each other.
			.orderBy(orders.event, orders.tier)
			.limit(atOnce)
			.for('update', { skipLocked: true });
		for (const order of due) await moveOrder(tx, order, 'expired', now, { reason: 'HOLD_OVER' });
		return due.length;
	});
}
