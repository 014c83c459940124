import { and, eq, inArray, or, type SQL } from 'drizzle-orm';
import type { PgColumn } from 'drizzle-orm/pg-core';
import type { Touched } from '../facts/touched.ts';

/** The rows of orders that facts touch. */
export function whereOrders(
	touched: Pick<Touched, 'orders'>,
	eventNo: PgColumn,
	id: PgColumn,
): SQL | undefined {
	const byEvent = Map.groupBy(touched.orders, (o) => o.no);
	return or(
		...[...byEvent].map(([no, list]) =>
			and(
				eq(eventNo, no),
				inArray(
					id,
					list.map((o) => o.id),
				),
			),
		),
	);
}
