import { and, eq, type SQL } from 'drizzle-orm';
import { type TicketRefundRow, ticketRefunds } from '../models/ticket-refunds.ts';

/** A row that the chain's part is open of, as it was read: nothing where another process took it over. */
export const isRequested = ({ id, attempts }: TicketRefundRow): SQL | undefined =>
	and(eq(ticketRefunds.id, id), eq(ticketRefunds.state, 'requested'), eq(ticketRefunds.attempts, attempts));
