import { asc, eq } from 'drizzle-orm';
import { orders } from '../models/orders.ts';
import type { Reader } from '../models/schema.ts';
import { ticketRefunds } from '../models/ticket-refunds.ts';
import { events } from '../models/tiers.ts';
import type { WaitingRefund } from './offer-schemas.ts';

const most = 100;

/** Refunds that a support person proposed and that wait for another one, the oldest first. `by`: who reads. */
export async function waitingRefunds(db: Reader, by: string): Promise<WaitingRefund[]> {
	const rows = await db
		.select({ refund: ticketRefunds, reference: orders.reference, eventName: events.name })
		.from(ticketRefunds)
		.innerJoin(orders, eq(orders.no, ticketRefunds.orderNo))
		.innerJoin(events, eq(events.event, ticketRefunds.event))
		.where(eq(ticketRefunds.state, 'proposed'))
		.orderBy(asc(ticketRefunds.createdAt))
		.limit(most);
	return rows.map(({ refund, reference, eventName }) => ({
		...{ id: refund.id, reference, eventName, by: refund.by, own: refund.by === by },
		amountKes: refund.amountKes.toString(),
		askedAt: refund.createdAt.toISOString(),
	}));
}
