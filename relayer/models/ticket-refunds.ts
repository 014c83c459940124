import { sql } from 'drizzle-orm';
import { boolean, index, integer, primaryKey, smallint, text, uuid } from 'drizzle-orm/pg-core';
import type { RefundReason } from '../reasons.ts';
import { id64, money, relay, time, u64 } from './schema.ts';

/**
 * Tickets of an issued order whose money goes back: `payments/ticket-refund-states.ts` draws the states. A `reversal`
 * takes back tickets whose payer has the money already, since the provider reversed the payment. A `sale` offers one ticket
 * to other fans: it is `voided` once somebody bought it.
 */
export const ticketRefunds = relay.table(
	'ticket_refunds',
	{
		id: uuid().primaryKey(),
		orderNo: id64().notNull(),
		event: text().notNull(),
		/** The order's id on chain. */
		chainOrder: id64().notNull(),
		/** The tickets, bit i is ticket i. A ticket is in one refund at most: see `refundedTickets`. */
		mask: integer().notNull(),
		kind: text().$type<TicketRefundKind>().notNull(),
		reason: text().$type<RefundReason>().notNull(),
		state: text().$type<TicketRefundState>().notNull(),
		/** Who asked: an account, `holder` by the order's token, or `system`; and who agreed where two had to, or withdrew the proposal. */
		by: text().notNull(),
		secondBy: text(),
		note: text(),
		/** Whether the payer takes a part where a cancelled event cannot pay all. */
		takesPart: boolean().notNull(),
		/** Cents of KES: what is expected to go back, and once the tickets are void what does. */
		amountKes: money().notNull(),
		/** The date of the terms is over: the organizer signs, too, and sends the call; the relayer waits for it. */
		goodwill: boolean().notNull().default(false),
		/** The fan's request that it answers: `models/refund-requests.ts`. */
		requestId: uuid(),
		/** Why the chain's part waits: a stable code. */
		waitsFor: text(),
		/** The newest signed call (base64), stored before it is sent; it can land until `validUntil` (Unix seconds). */
		envelope: text(),
		validUntil: u64(),
		attempts: integer().notNull(),
		/** A ledger before the first call. */
		sinceLedger: integer(),
		/** Of a sale. Stroops: what its buyer pays; cents of KES: what its seller asked. When the chain showed it for sale; and why it is taken off sale: a stable code. */
		priceUsdc: money(),
		askedKes: money(),
		listedAt: time(),
		endsFor: text(),
		/** Stroops that the treasury got, or is owed. */
		paidUsdc: money(),
		txHash: text(),
		ledger: integer(),
		/** When the chain's part is due; null once it is over. */
		wakeAt: time(),
		createdAt: time().notNull(),
		voidedAt: time(),
		endedAt: time(),
	},
	(t) => [
		index('ticket_refunds_wake').on(t.wakeAt).where(sql`${t.wakeAt} IS NOT NULL`),
		index('ticket_refunds_order').on(t.orderNo),
		index('ticket_refunds_event').on(t.event, t.state),
	],
);

export type TicketRefundRow = typeof ticketRefunds.$inferSelect;

export const ticketRefundKinds = ['refund', 'reversal', 'sale'] as const;
export type TicketRefundKind = (typeof ticketRefundKinds)[number];

export const ticketRefundStates = [
	'proposed',
	'requested',
	'voided',
	'returned',
	'review',
	'withdrawn',
] as const;
export type TicketRefundState = (typeof ticketRefundStates)[number];

/** One row for a ticket that is refunded: nobody gets the money of a ticket twice. */
export const refundedTickets = relay.table(
	'refunded_tickets',
	{ orderNo: id64().notNull(), ticket: smallint().notNull(), refundId: uuid().notNull() },
	(t) => [primaryKey({ columns: [t.orderNo, t.ticket] }), index('refunded_tickets_refund').on(t.refundId)],
);
