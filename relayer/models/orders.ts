import { sql } from 'drizzle-orm';
import { boolean, index, integer, smallint, text, uniqueIndex } from 'drizzle-orm/pg-core';
import type { OrderSource } from '../providers.ts';
import type { OrderReason } from '../reasons.ts';
import type { ContactLanguage } from './contacts.ts';
import { bytes, id64, money, relay, time, u64 } from './schema.ts';

/** A fiat order. `state` moves as `orders/states.ts` says, and only through it. */
export const orders = relay.table(
	'orders',
	{
		no: id64().primaryKey().generatedAlwaysAsIdentity(),
		/** Whose rail takes the money; `gift`: nobody's, and its amounts are 0. */
		provider: text().$type<OrderSource>().notNull(),
		/** The reference for people and the provider: at most 12 characters. */
		reference: text().notNull().unique(),
		event: text().notNull(),
		tier: smallint().notNull(),
		qty: smallint().notNull(),
		/** The ticket that another fan offers and this order buys; null: seats of its tier. */
		listing: u64(),
		/** The number of its cart's first order, also of that one; null: it was ordered alone. */
		cart: id64(),
		/** Whether it moves with its cart's first order: until their money comes. Then it ends for itself. */
		follows: boolean().notNull().default(false),
		/** Cents of KES that all orders of a cart cost, of its first order; null: `amountKes`. One payment pays them. */
		cartKes: money(),
		/** How often its tickets had been sold by fans when they became this order's. */
		resales: smallint().notNull().default(0),
		/** Cents of KES, whole shillings: what the fan pays. */
		amountKes: money().notNull(),
		/** Cents of KES of it that are the platform's: no ticket that is given back brings them back. */
		feeKes: money().notNull().default(sql`0`),
		/** Stroops: what the event's contract gets. */
		amountUsdc: money().notNull(),
		state: text().$type<State>().notNull(),
		/** Why the order failed, is refunded or is under review: a stable code. */
		reason: text().$type<OrderReason>(),
		/** Of the terms that the buyer saw: the contract serves the order under these splits only. */
		splitsVersion: integer().notNull().default(1),
		termsVersion: integer().notNull().default(1),
		/** The custodial address that gets the tickets. */
		owner: text().notNull(),
		/** SHA-256 of the read token. */
		tokenHash: bytes().notNull(),
		/** The account that ordered, if one was signed in. */
		account: text(),
		/** The buyer's, for messages to the number that paid. */
		language: text().$type<ContactLanguage>().notNull().default('en'),
		/** Whether the phone of its newest prompt was proved to be the asker's. */
		proved: boolean().notNull().default(false),
		/** HMACs of the asker's network and device, only while the order is unpaid: bounds count by them. */
		addressKey: bytes(),
		deviceKey: bytes(),
		/** Given by the client, so that the same request makes one order. */
		idempotencyKey: text(),
		/** Whether its seats count in `tiers.held`; of a listing: whether nobody else may pay for it in shillings now. */
		holding: boolean().notNull(),
		/** Whether its USDC counts in `treasury.reserved`. */
		reserved: boolean().notNull(),
		holdUntil: time().notNull(),
		/** Rises with each change: clients wait for the next. */
		version: integer().notNull(),
		/** On chain, once issued. */
		chainOrder: id64(),
		txHash: text(),
		ledger: integer(),
		createdAt: time().notNull(),
		changedAt: time().notNull(),
		/** When its phones, receipts and messages were redacted: see `retention/`. */
		redactedAt: time(),
	},
	(t) => [
		uniqueIndex('orders_idempotency').on(t.idempotencyKey),
		uniqueIndex('orders_listing')
			.on(t.event, t.listing)
			.where(sql`${t.listing} IS NOT NULL AND ${t.holding}`),
		index('orders_open')
			.on(t.state, t.changedAt)
			.where(sql`${t.state} NOT IN ('issued', 'failed', 'expired', 'refunded')`),
		index('orders_cart').on(t.cart, t.no).where(sql`${t.cart} IS NOT NULL`),
		index('orders_account').on(t.account, t.createdAt).where(sql`${t.account} IS NOT NULL`),
		index('orders_unpaid_account')
			.on(t.account)
			.where(sql`${t.account} IS NOT NULL AND ${t.state} = 'pending'`),
		index('orders_unpaid_device').on(t.deviceKey).where(sql`${t.deviceKey} IS NOT NULL`),
		index('orders_unpaid_address').on(t.addressKey).where(sql`${t.addressKey} IS NOT NULL`),
		index('orders_ended')
			.on(t.changedAt)
			.where(
				sql`(${t.redactedAt} IS NULL OR ${t.redactedAt} < ${t.changedAt}) AND ${t.state} IN ('issued', 'failed', 'expired', 'refunded')`,
			),
		index('orders_paid').on(t.event, t.no).where(sql`${t.state} = 'paid'`),
	],
);

export type OrderRow = typeof orders.$inferSelect;

export const states = [
	'held',
	'pending',
	'paid',
	'issuing',
	'issued',
	'failed',
	'expired',
	'refund_due',
	'refunded',
	'review',
] as const;
export type State = (typeof states)[number];

/** States without an open step. Late money may still move some of them. */
export const ended = ['issued', 'failed', 'expired', 'refunded'] as const satisfies State[];
