import { sql } from 'drizzle-orm';
import {
	bigint,
	boolean,
	index,
	integer,
	jsonb,
	primaryKey,
	smallint,
	text,
	timestamp,
} from 'drizzle-orm/pg-core';
import type { OrderCredit, Rail } from '../facts/orders-of-event.ts';
import { chain, money, u32 } from './schema.ts';

/** One row for each order: one tier, one buyer. Ids are unique within an event only: batches of two events share ids. */
export const orders = chain.table(
	'orders',
	{
		eventNo: integer().notNull(),
		id: bigint({ mode: 'bigint' }).notNull(),
		buyer: text().notNull(),
		tier: smallint().notNull(),
		qty: smallint().notNull(),
		total: money().notNull(),
		/** The event's revenue before this order. Each payee's share of the order follows from it. */
		grossBefore: money().notNull(),
		/** What creators had earned before it, refunds apart. */
		commissionsBefore: money().notNull(),
		rail: text().$type<Rail>().notNull(),
		complimentary: boolean().notNull(),
		evidence: text(),
		/** The terms that its buyer saw. */
		termsVersion: u32().notNull(),
		credits: jsonb().$type<StoredCredit[]>().notNull(),
		/** Of a wallet's attribution: SHA-256 of its inputs, and its model. */
		inputsHash: text(),
		model: smallint().notNull(),
		/** Tickets that were given back, bit i = ticket i. */
		refundedMask: integer().notNull(),
		/** What that took off the event's revenue, and off what creators earned. */
		refunded: money().notNull(),
		commissionsBack: money().notNull(),
		n: bigint({ mode: 'bigint' }).notNull(),
		/** Among the orders of one sale. */
		position: smallint().notNull(),
		txHash: text().notNull(),
		ledger: integer().notNull(),
		soldAt: timestamp({ withTimezone: true }).notNull(),
	},
	(t) => [
		primaryKey({ columns: [t.eventNo, t.id] }),
		index().on(t.id),
		index().on(t.buyer),
		index().on(t.eventNo, t.soldAt),
		index('orders_refunded_index').on(t.eventNo, t.n, t.position).where(sql`refunded_mask <> 0`),
	],
);

export type OrderRow = typeof orders.$inferSelect;

/** `amount` for one ticket, in stroops as a decimal string. */
export type StoredCredit = Omit<OrderCredit, 'amount'> & { amount: string };

/** What creators earn by an order still. */
export const commissionOf = ({ credits, qty, commissionsBack }: OrderRow): bigint =>
	credits.reduce((sum, c) => sum + BigInt(c.amount), 0n) * BigInt(qty) - commissionsBack;
