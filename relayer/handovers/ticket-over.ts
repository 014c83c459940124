import { type SQL, sql } from 'drizzle-orm';
import { handovers } from '../models/handovers.ts';
import { refundedTickets, ticketRefunds } from '../models/ticket-refunds.ts';
import { events } from '../models/tiers.ts';

/** Why nobody enters with a ticket any more. */
export type TicketOver = (typeof ticketOvers)[number];
export const ticketOvers = ['EVENT_CANCELLED', 'TICKET_REFUNDED'] as const;

/** Of a row of `handovers` with its event; null if its ticket may still be used. */
export const ticketOver: SQL<TicketOver | null> = sql<TicketOver | null>`CASE
	WHEN ${events.closed} = 'CANCELLED' THEN 'EVENT_CANCELLED'
	WHEN EXISTS (SELECT FROM ${refundedTickets} t JOIN ${ticketRefunds} r ON r.id = t.refund_id
		WHERE t.order_no = ${handovers.orderNo} AND t.ticket = ${handovers.index}
		AND r.kind <> 'sale' AND r.voided_at IS NOT NULL) THEN 'TICKET_REFUNDED' END`;
