import { sql } from 'drizzle-orm';
import { boolean, index, integer, primaryKey, text } from 'drizzle-orm/pg-core';
import { id64, money, relay, time, u64 } from './schema.ts';

/**
 * Tickets of cancelled events that a wallet bought last, while the treasury paid for them once: the contract gives their money
 * to the treasury, which owes it to that wallet. A ticket has one row, so nobody gets its money twice.
 */
export const resoldRefunds = relay.table(
	'resold_refunds',
	{
		event: text().notNull(),
		/** The ticket's id on chain. */
		ticket: u64().notNull(),
		/** An order here whose ticket it was. */
		orderNo: id64().notNull(),
		state: text().$type<ResoldRefundState>().notNull(),
		/** The wallet that has the ticket, and stroops that the treasury got for it, or is owed: what the wallet gets. */
		owner: text(),
		paidUsdc: money(),
		/** The call that made the ticket void, and its ledger. */
		txHash: text(),
		ledger: integer(),
		/** Whether the wallet takes a part of the money, which the event has, instead of waiting for all of it. */
		takesPart: boolean().notNull().default(false),
		/** Whether the treasury's USDC is set aside for the payment. */
		reserved: boolean().notNull().default(false),
		/** The newest signed call (base64), stored before it is sent, and its hash: of a voided ticket the payment. It can land until `validUntil` (Unix seconds). */
		envelope: text(),
		paymentHash: text(),
		validUntil: u64(),
		/** A ledger before the newest call. */
		sinceLedger: integer(),
		attempts: integer().notNull().default(0),
		/** Why it waits: a stable code; and since when a case names it. */
		waitsFor: text(),
		flaggedAt: time(),
		/** When it is due; null at its end. */
		wakeAt: time(),
		createdAt: time().notNull(),
		voidedAt: time(),
		endedAt: time(),
	},
	(t) => [
		primaryKey({ columns: [t.event, t.ticket] }),
		index('resold_refunds_wake').on(t.wakeAt).where(sql`${t.wakeAt} IS NOT NULL`),
		index('resold_refunds_order').on(t.orderNo),
	],
);

export type ResoldRefundRow = typeof resoldRefunds.$inferSelect;

/**
 * `requested`: to be made void on chain. `voided`: the wallet is owed the money. `paid`: it has it. `withdrawn`: no wallet
 * bought it last, so that an order here is refunded. `decided`: a person decided its case, so that nothing more is sent.
 */
export type ResoldRefundState = 'requested' | 'voided' | 'paid' | 'withdrawn' | 'decided';
