import { and, desc, eq, inArray, sql } from 'drizzle-orm';
import { indexesOf } from '#shared/contract/ticket-mask.ts';
import { orders } from '../models/orders.ts';
import { payments } from '../models/payments.ts';
import { refundRequests } from '../models/refund-requests.ts';
import type { Reader } from '../models/schema.ts';
import { ticketRefunds } from '../models/ticket-refunds.ts';
import { shareOf } from '../orders/share-of.ts';
import { moneyOf } from '../payments/void-tickets.ts';
import type { RequestView } from './goodwill-schemas.ts';

const most = 200;

/** What an event's fans asked for after its date, those without an answer first, at most 200. */
export async function requestsOfEvent(db: Reader, event: string): Promise<RequestView[]> {
	const rows = await db
		.select({ request: refundRequests, order: orders, payment: payments })
		.from(refundRequests)
		.innerJoin(orders, eq(orders.no, refundRequests.orderNo))
		.leftJoin(payments, and(eq(payments.orderNo, orders.no), eq(payments.state, 'applied')))
		.where(eq(refundRequests.event, event))
		.orderBy(sql`${refundRequests.state} <> 'asked'`, desc(refundRequests.createdAt))
		.limit(most);
	const ids = rows.map(({ request }) => request.id);
	const calls =
		ids.length === 0
			? []
			: await db
					.select({ id: ticketRefunds.requestId })
					.from(ticketRefunds)
					.where(and(inArray(ticketRefunds.requestId, ids), eq(ticketRefunds.state, 'requested')));
	const signing = new Set(calls.map(({ id }) => id));
	return rows.map(({ request, order, payment }) => {
		const { id, mask, state, note, answer, createdAt, endedAt } = request;
		const tickets = indexesOf(mask);
		return {
			...{ id, state, note, answer, tickets },
			reference: order.reference,
			tier: order.tier,
			amountKes: shareOf(moneyOf({ order, payment }), tickets.length).toString(),
			askedAt: createdAt.toISOString(),
			endedAt: endedAt?.toISOString() ?? null,
			signing: signing.has(id),
		};
	});
}
