import { and, eq, lte } from 'drizzle-orm';
import { orders } from '../models/orders.ts';
import type { Database } from '../models/schema.ts';
import { moveOrder } from './move-order.ts';

const atOnce = 50;

/**
 * Gives back holds that nobody asked a phone for in time. Those with a push are the rail's: money may be on its way.
 * Returns how many. Any number of processes may do this: a row that another one has is skipped.
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
