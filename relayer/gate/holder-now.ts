import { type SQL, sql } from 'drizzle-orm';
import { handovers } from '../models/handovers.ts';
import { refundedTickets, ticketRefunds } from '../models/ticket-refunds.ts';

/** These tables say of whom a row's ticket was. */
type Passes = 'pass_certificates' | 'static_passes' | 'wall_posts';

/** Columns of the pass's row, named whole: these subqueries have columns of the same names. */
const orderNo = (passes: Passes) => sql.raw(`${passes}.order_no`);
const place = (passes: Passes) => sql.raw(`mod(${passes}.ticket, 32)`);

/** The handover by which somebody has the pass's ticket now; null: the order's own holder, or a wallet. */
export const claimedNow = (passes: Passes): SQL<string | null> => sql<
	string | null
>`(SELECT h.id FROM ${handovers} h
	WHERE h.order_no = ${orderNo(passes)} AND h.index = ${place(passes)} AND h.state = 'claimed')`;

/** Whether the ticket's money is asked back; the chain may not show it yet. */
export const refundAsked = (
	passes: Passes,
): SQL<boolean> => sql<boolean>`EXISTS (SELECT FROM ${refundedTickets} t
	JOIN ${ticketRefunds} r ON r.id = t.refund_id
	WHERE t.order_no = ${orderNo(passes)} AND t.ticket = ${place(passes)} AND r.kind <> 'sale')`;
