import { z } from '@hono/zod-openapi';
import { and, asc, eq, ne, sql } from 'drizzle-orm';
import { documents } from '../models/documents.ts';
import { events } from '../models/events.ts';
import { type OrderRow, orders } from '../models/orders-table.ts';
import { payouts } from '../models/payouts.ts';
import type { Reader } from '../models/schema.ts';
import { verified } from './event.ts';
import { idText, isoTime } from './json-values.ts';
import { type OrderView, orderSchema, splitSchema } from './order.ts';
import { orderKey, orderShares, sumsBefore } from './order-shares.ts';
import { resaleSchema, resalesOfOrder } from './resale.ts';

export const orderWithTimesSchema = orderSchema
	.extend({
		together: z
			.array(
				z.object({ id: idText, tier: z.int(), tierName: z.string(), qty: z.int() }).openapi('BoughtTogether'),
			)
			.openapi({ description: 'other orders of the same purchase: one of each tier' }),
		resales: z.array(resaleSchema).openapi({ description: 'how its tickets were sold on, newest first' }),
		splits: z.array(
			splitSchema
				.extend({
					paidAt: isoTime.nullable().openapi({
						description: 'when the payout was made that completed this share; null while any of it is due',
					}),
				})
				.openapi('TimedSplit'),
		),
	})
	.openapi('OrderWithTimes');

export type OrderWithTimes = z.infer<typeof orderWithTimesSchema>;

/**
 * An order with its resales, and the time at which each payee had all of their share of it. Payouts count against
 * orders oldest first.
 */
export async function orderWithTimes(db: Reader, order: OrderView): Promise<OrderWithTimes> {
	const [row] = await db
		.select()
		.from(orders)
		.where(and(eq(orders.eventNo, order.eventNo), eq(orders.id, BigInt(order.id))));
	const sums = await sumsBefore(db, [row!]);
	const bps = order.splits.map((s) => s.bps);
	const shares = orderShares(bps, sums.get(orderKey(row!))!, row!);
	const times: (string | null)[] = [];
	for (const [i, split] of order.splits.entries()) {
		const isPaid = BigInt(split.paid) >= BigInt(split.amount);
		const total = shares[i]!.before + BigInt(split.amount);
		times.push(isPaid ? await timeOfTotal(db, order.eventNo, split.index, total) : null);
	}
	const event = { no: order.eventNo, address: order.event };
	const sold = await resalesOfOrder(db, event, BigInt(order.id));
	return {
		...order,
		together: await boughtTogether(db, row!),
		resales: sold,
		splits: order.splits.map((split, i) => ({ ...split, paidAt: times[i] ?? null })),
	};
}

/** A wallet buys several tiers in one sale of the event's log. In a batch, each order has an owner of its own. */
async function boughtTogether(
	db: Reader,
	{ eventNo, n, buyer, id }: OrderRow,
): Promise<OrderWithTimes['together']> {
	const rows = await db
		.select({ id: orders.id, tier: orders.tier, qty: orders.qty, document: documents })
		.from(orders)
		.innerJoin(events, eq(events.no, orders.eventNo))
		.leftJoin(documents, eq(documents.hash, events.metadataHash))
		.where(and(eq(orders.eventNo, eventNo), eq(orders.n, n), eq(orders.buyer, buyer), ne(orders.id, id)))
		.orderBy(asc(orders.position));
	return rows.map(({ document, ...each }) => ({
		...each,
		id: String(each.id),
		tierName: verified(document)?.tiers[each.tier]?.name ?? String(each.tier + 1),
	}));
}

/** When a payee's payouts of an event came to at least `total` stroops; null if they did not. */
async function timeOfTotal(
	db: Reader,
	eventNo: number,
	payee: number,
	total: bigint,
): Promise<string | null> {
	const running = db
		.select({
			paidAt: payouts.paidAt,
			n: payouts.n,
			total: sql<string>`sum(${payouts.amount}) OVER (ORDER BY ${payouts.n})`.as('total'),
		})
		.from(payouts)
		.where(and(eq(payouts.eventNo, eventNo), eq(payouts.payee, payee)))
		.as('running');
	const [first] = await db
		.select({ paidAt: running.paidAt })
		.from(running)
		.where(sql`${running.total} >= ${String(total)}::numeric`)
		.orderBy(running.n)
		.limit(1);
	return first?.paidAt.toISOString() ?? null;
}
