import { and, desc, eq, gt, lt } from 'drizzle-orm';
import type { Session } from '#shared/session.server.ts';
import { orders } from '../models/orders.ts';
import { events } from '../models/tiers.ts';
import { firstNo } from './cart.ts';
import type { OrderDeps } from './order-deps.ts';

export type AccountOrder = { no: bigint; reference: string; token: string; createdAt: Date };

/** `size`: how many. `before`: those before this order; null: none. */
type Page = { size: number; before?: bigint | null };

/**
 * An account's orders, newest first, each with the token that opens it: its owner may have made it on another device. A
 * session that a number's code alone began shows none whose event was over by then: the number may be another person's.
 */
export async function ordersOfAccount(
	{ db, readTokens }: Pick<OrderDeps, 'db' | 'readTokens'>,
	{ account, phoneSince }: Pick<Session, 'account' | 'phoneSince'>,
	{ size, before }: Page,
): Promise<AccountOrder[]> {
	if (before === null) return [];
	const rows = await db
		.select({ no: orders.no, reference: orders.reference, createdAt: orders.createdAt })
		.from(orders)
		.innerJoin(events, eq(events.event, orders.event))
		.where(
			and(
				eq(orders.account, account),
				eq(orders.no, firstNo),
				phoneSince === null ? undefined : gt(events.endsAt, BigInt(phoneSince)),
				before === undefined ? undefined : lt(orders.no, before),
			),
		)
		.orderBy(desc(orders.no))
		.limit(size);
	return rows.map((row) => ({ ...row, token: readTokens(row.reference) }));
}
