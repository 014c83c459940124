import { and, eq, inArray, or, sql } from 'drizzle-orm';
import { alias } from 'drizzle-orm/pg-core';
import { sharesOf, splitsOf } from '#shared/contract/accounting.ts';
import { commissionOf, type OrderRow, orders } from '../models/orders-table.ts';
import type { Reader } from '../models/schema.ts';

type OrderKey = Pick<OrderRow, 'eventNo' | 'id'>;
export const orderKey = ({ eventNo, id }: OrderKey): string => `${eventNo} ${id}`;

/** Revenue less refunds, and what creators earn. */
export type Sums = { net: bigint; commissions: bigint };

/**
 * What an event's books hold of all that came before each order: revenue, less what was given back of it since, and what
 * creators earn by it still. `isRefunded`: something was given back of one of their events.
 */
export async function sumsBefore(
	db: Reader,
	rows: OrderRow[],
	isRefunded = true,
): Promise<Map<string, Sums>> {
	const byOrder = new Map((isRefunded ? await takenBefore(db, rows) : []).map((t) => [orderKey(t), t]));
	return new Map(
		rows.map((row) => {
			const { refunded, commissionsBack } = byOrder.get(orderKey(row)) ?? nothing;
			const commissions = row.commissionsBefore - commissionsBack;
			return [orderKey(row), { net: row.grossBefore - refunded, commissions }];
		}),
	);
}

/** What was given back of orders before each of these. */
async function takenBefore(db: Reader, rows: OrderRow[]) {
	if (rows.length === 0) return [];
	const older = alias(orders, 'older');
	return db
		.select({
			eventNo: orders.eventNo,
			id: orders.id,
			refunded: sql<string>`sum(${older.refunded})`.mapWith(BigInt),
			commissionsBack: sql<string>`sum(${older.commissionsBack})`.mapWith(BigInt),
		})
		.from(orders)
		.innerJoin(
			older,
			and(
				eq(older.eventNo, orders.eventNo),
				sql`${older.refundedMask} <> 0`,
				sql`(${older.n}, ${older.position}) < (${orders.n}, ${orders.position})`,
			),
		)
		.where(
			or(
				...[...Map.groupBy(rows, (r) => r.eventNo)].map(([no, list]) =>
					and(
						eq(orders.eventNo, no),
						inArray(
							orders.id,
							list.map((r) => r.id),
						),
					),
				),
			),
		)
		.groupBy(orders.eventNo, orders.id);
}

const nothing = { refunded: 0n, commissionsBack: 0n };

/** `amount`: what an order brings a payee still; `before`: what the payee is entitled to by all that came before it. */
export type Share = { before: bigint; amount: bigint };

export function orderShares(bps: number[], { net, commissions }: Sums, row: OrderRow): Share[] {
	const entitled = sharesOf(bps, net).map((share, i) => (i === 0 ? share - commissions : share));
	const amounts = splitsOf(bps, net, row.total - row.refunded, commissionOf(row));
	return amounts.map((amount, i) => ({ before: entitled[i]!, amount }));
}
