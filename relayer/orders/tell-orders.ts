import { sql } from 'drizzle-orm';
import type { Reader } from '../models/schema.ts';
import { orderChannel } from './move-order.ts';

/** Wakes who waits for these orders, when the transaction is through. */
export async function notifyOrders(tx: Reader, changed: { reference: string }[]): Promise<void> {
	if (changed.length === 0) return;
	const references = sql.join(
		changed.map(({ reference }) => sql`${reference}`),
		sql`, `,
	);
	await tx.execute(sql`SELECT pg_notify(${orderChannel}, r) FROM unnest(ARRAY[${references}]::text[]) AS r`);
}
