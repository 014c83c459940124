import { desc, eq } from 'drizzle-orm';
import { orders } from '../models/orders.ts';
import type { OrderDeps } from './order-deps.ts';
import type { OwnOrder } from './order-schemas.ts';

const mostOrders = 50;

/** An account's orders, newest first, each with the token that opens it: its owner may have made it on another device. */
export async function ordersOfAccount(
	{ db, readTokens }: Pick<OrderDeps, 'db' | 'readTokens'>,
	account: string,
): Promise<OwnOrder[]> {
	const rows = await db
		.select({ reference: orders.reference, createdAt: orders.createdAt })
		.from(orders)
		.where(eq(orders.account, account))
		.orderBy(desc(orders.createdAt))
		.limit(mostOrders);
	return rows.map(({ reference, createdAt }) => ({
		reference,
		token: readTokens(reference),
		createdAt: createdAt.toISOString(),
	}));
}
