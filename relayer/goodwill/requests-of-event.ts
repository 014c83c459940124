import { and, desc, eq, sql } from 'drizzle-orm';
import { orders } from '../models/orders.ts';
import { payments } from '../models/payments.ts';
import { refundRequests } from '../models/refund-requests.ts';
import type { Reader } from '../models/schema.ts';
import { tiers } from '../models/tiers.ts';
import { moneyBack } from '../payments/money-back.ts';
import { signingOf } from './calls-being-signed.ts';
import type { RequestView } from './goodwill-schemas.ts';
import { viewOf } from './own-request.ts';

const most = 200;

/** What an event's fans asked for after its date, those without an answer first, at most 200. */
export async function requestsOfEvent(db: Reader, event: string): Promise<RequestView[]> {
	const rows = await db
		.select({ request: refundRequests, order: orders, payment: payments, price: tiers.price })
		.from(refundRequests)
		.innerJoin(orders, eq(orders.no, refundRequests.orderNo))
		.innerJoin(tiers, and(eq(tiers.event, orders.event), eq(tiers.tier, orders.tier)))
		.leftJoin(payments, and(eq(payments.orderNo, orders.no), eq(payments.state, 'applied')))
		.where(eq(refundRequests.event, event))
		.orderBy(sql`${refundRequests.state} <> 'asked'`, desc(refundRequests.createdAt))
		.limit(most);
	const signing = await signingOf(
		db,
		rows.map(({ request }) => request.id),
	);
	return rows.map(({ request, order, payment, price }) => {
		const view = viewOf(request, signing);
		return {
			...view,
			reference: order.reference,
			tier: order.tier,
			amountKes: moneyBack({ order, payment }, view.tickets.length, price).toString(),
		};
	});
}
