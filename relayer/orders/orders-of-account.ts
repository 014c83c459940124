import { and, desc, eq, gt } from 'drizzle-orm';
import type { Session } from '#shared/session.server.ts';
import { orders } from '../models/orders.ts';
import { events } from '../models/tiers.ts';
import type { OrderDeps } from './order-deps.ts';
import type { OwnOrder } from './order-schemas.ts';

const mostOrders = 50;

/**
 * An account's orders, newest first, each with the token that opens it: its owner may have made it on another device. A
 * session that a number's code alone began shows none whose event was over by then: the number may be another person's.
 */
export async function ordersOfAccount(
	{ db, readTokens }: Pick<OrderDeps, 'db' | 'readTokens'>,
	{ account, phoneSince }: Pick<Session, 'account' | 'phoneSince'>,
): Promise<OwnOrder[]> {
	const rows = await db
		.select({ reference: orders.reference, createdAt: orders.createdAt })
		.from(orders)
		.innerJoin(events, eq(events.event, orders.event))
		.where(
			and(
				eq(orders.account, account),
				phoneSince === null ? undefined : gt(events.endsAt, BigInt(phoneSince)),
			),
		)
		.orderBy(desc(orders.createdAt))
		.limit(mostOrders);
	return rows.map(({ reference, createdAt }) => ({
		reference,
		token: readTokens(reference),
		createdAt: createdAt.toISOString(),
	}));
}
