import { z } from '@hono/zod-openapi';
import { and, eq, gte, lt, sql } from 'drizzle-orm';
import { orders } from '../models/orders-table.ts';
import type { Reader } from '../models/schema.ts';
import { isoTime, stroopsText } from './json-values.ts';

export const salesSchema = z
	.object({
		at: isoTime.openapi({ description: 'where the bucket begins' }),
		tier: z.int(),
		rail: z.enum(['usdc', 'fiat']),
		orders: z.int(),
		tickets: z.int(),
		revenue: stroopsText.openapi({ description: 'refunds take nothing off it' }),
	})
	.openapi('Sales');

export type Sales = z.infer<typeof salesSchema>;
export type Bucket = 'hour' | 'day';

/** Days start at midnight in the events' time zone. */
const zone = 'Africa/Nairobi';

/** An event's sales over time, by tier and rail, as they were made: refunds take nothing off. Gifts are no sales. */
export async function salesOf(
	db: Reader,
	eventNo: number,
	series: { bucket: Bucket; from?: Date | undefined; to?: Date | undefined },
): Promise<Sales[]> {
	const at = sql<Date>`date_trunc(${series.bucket}, ${orders.soldAt}, ${zone})`.mapWith(orders.soldAt);
	const rows = await db
		.select({
			at: at.as('bucket'),
			tier: orders.tier,
			rail: orders.rail,
			orders: sql<number>`count(*)::integer`,
			tickets: sql<number>`sum(${orders.qty})::integer`,
			revenue: sql<string>`sum(${orders.total})::text`,
		})
		.from(orders)
		.where(
			and(
				eq(orders.eventNo, eventNo),
				eq(orders.complimentary, false),
				series.from ? gte(orders.soldAt, series.from) : undefined,
				series.to ? lt(orders.soldAt, series.to) : undefined,
			),
		)
		.groupBy(sql`bucket`, orders.tier, orders.rail)
		.orderBy(sql`bucket`, orders.tier, orders.rail);
	return rows.map((r) => ({ ...r, at: r.at.toISOString() }));
}
