import { eq, sql } from 'drizzle-orm';
import { orders } from '../models/orders.ts';
import type { Reader, Transaction } from '../models/schema.ts';

/** NOTIFY carries an order's reference. */
export const orderChannel = 'relay_orders';

/** Raises an order's version after a change that is not its state, and wakes those who wait for it. */
export async function notifyOrder(tx: Transaction, no: bigint, now: Date): Promise<void> {
	const changed = await tx
		.update(orders)
		.set({ version: sql`${orders.version} + 1`, changedAt: now })
		.where(eq(orders.no, no))
		.returning({ reference: orders.reference });
	await notifyOrders(tx, changed);
}

/** Wakes those who wait for these orders, and for the first ones of their carts, once the transaction commits. */
export async function notifyOrders(tx: Reader, changed: { reference: string }[]): Promise<void> {
	if (changed.length === 0) return;
	const references = sql.join(
		changed.map(({ reference }) => sql`${reference}`),
		sql`, `,
	);
	await tx.execute(sql`SELECT pg_notify(${orderChannel}, r) FROM (
		SELECT unnest(ARRAY[${references}]::text[]) UNION
		SELECT first.reference FROM ${orders} o JOIN ${orders} first ON first.no = o.cart
			WHERE o.reference = ANY(ARRAY[${references}]::text[])
	) AS changed (r)`);
}
