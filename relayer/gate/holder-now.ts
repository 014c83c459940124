import { sql } from 'drizzle-orm';
import { handovers } from '../models/handovers.ts';
import { refundedTickets, ticketRefunds } from '../models/ticket-refunds.ts';

/** Columns of a row of `pass_certificates`, named whole: these subqueries have columns of the same names. */
const orderNo = sql.raw('pass_certificates.order_no');
const place = sql.raw('mod(pass_certificates.ticket, 32)');

/** The handover by which somebody has the certificate's ticket now; null: the order's own holder, or a wallet. */
export const claimedNow = sql<string | null>`(SELECT h.id FROM ${handovers} h
	WHERE h.order_no = ${orderNo} AND h.index = ${place} AND h.state = 'claimed')`;

/** Whether the ticket's money is asked back; the chain may not show it yet. */
export const refundAsked = sql<boolean>`EXISTS (SELECT FROM ${refundedTickets} t
	JOIN ${ticketRefunds} r ON r.id = t.refund_id
	WHERE t.order_no = ${orderNo} AND t.ticket = ${place} AND r.kind <> 'sale')`;
