import { sql } from 'drizzle-orm';
import { index, integer, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core';
import { id64, relay, time } from './schema.ts';

/**
 * `asked`: the organizer has not answered. `agreed`: the organizer signed, and the chain shows the tickets void. `over`: the
 * tickets cannot be given back any more, `answer` is the code that says why.
 */
export const refundRequestStates = ['asked', 'agreed', 'declined', 'withdrawn', 'over'] as const;
export type RefundRequestState = (typeof refundRequestStates)[number];

/**
 * Who holds an order asks its organizer for the money of tickets, after the date until which the event's terms give it. It moves
 * nothing: the refund is a row of `ticket_refunds` that names it, once the organizer was given the call to sign.
 */
export const refundRequests = relay.table(
	'refund_requests',
	{
		id: uuid().primaryKey(),
		orderNo: id64().notNull(),
		event: text().notNull(),
		/** The tickets, bit i is ticket i. */
		mask: integer().notNull(),
		state: text().$type<RefundRequestState>().notNull(),
		/** The fan's words. */
		note: text().notNull(),
		/** The organizer's words where it is declined, a code where it is over. */
		answer: text(),
		decidedBy: text(),
		createdAt: time().notNull(),
		endedAt: time(),
		/** When the organizer was sent a message of it. */
		toldAt: time(),
	},
	(t) => [
		uniqueIndex('refund_requests_open').on(t.orderNo).where(sql`${t.state} = 'asked'`),
		index('refund_requests_order').on(t.orderNo),
		index('refund_requests_event').on(t.event, t.createdAt),
		index('refund_requests_untold').on(t.event).where(sql`${t.toldAt} IS NULL AND ${t.state} = 'asked'`),
	],
);

export type RefundRequestRow = typeof refundRequests.$inferSelect;
