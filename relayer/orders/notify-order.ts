import { eq, sql } from 'drizzle-orm';
import { orders } from '../models/orders.ts';
import type { Transaction } from '../models/schema.ts';
import { notifyOrders } from './tell-orders.ts';

/** Something about an order changed, not its state: whoever waits for it sees it. */
export async function notifyOrder(tx: Transaction, no: bigint, now: Date): Promise<void> {
	const told = await tx
		.update(orders)
		.set({ version: sql`${orders.version} + 1`, changedAt: now })
		.where(eq(orders.no, no))
		.returning({ reference: orders.reference });
	await notifyOrders(tx, told);
}
