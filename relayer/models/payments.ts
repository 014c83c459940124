import { sql } from 'drizzle-orm';
import {
	boolean,
	index,
	integer,
	jsonb,
	primaryKey,
	smallint,
	text,
	uniqueIndex,
	uuid,
} from 'drizzle-orm/pg-core';
import type { CaseFacts } from '../case-facts.ts';
import type { Provider } from '../providers.ts';
import type { RefundReason, ReviewReason } from '../reasons.ts';
import { bytes, id64, money, relay, time } from './schema.ts';

const isOpen = sql`state IN ('queued', 'sending', 'open', 'unknown')`;

/**
 * Requests to a phone for its PIN. An order has at most one open at a time. A phone has at most one of its owner and one of
 * anybody else; the owner's then waits in the queue until the phone is free.
 */
export const pushes = relay.table(
	'pushes',
	{
		id: uuid().primaryKey(),
		provider: text().$type<Provider>().notNull(),
		orderNo: id64().notNull(),
		state: text().$type<PushState>().notNull(),
		/** The number, encrypted; its HMAC finds it. */
		phoneSealed: bytes(),
		phoneKey: bytes().notNull(),
		/** Whether the asker had proved that the phone is theirs. */
		proved: boolean().notNull().default(false),
		/** Cents of KES. */
		amount: money().notNull(),
		/** The provider's id of the request: a push without one cannot be queried. */
		requestId: text(),
		sentAt: time(),
		queries: integer().notNull(),
		/** When it is polled next. */
		wakeAt: time(),
		/** The provider's newest result: its code and text. */
		resultCode: text(),
		resultText: text(),
		createdAt: time().notNull(),
	},
	(t) => [
		uniqueIndex('pushes_request').on(t.provider, t.requestId),
		uniqueIndex('pushes_open_order').on(t.orderNo).where(isOpen),
		uniqueIndex('pushes_open_phone').on(t.phoneKey, t.proved).where(isOpen),
		index('pushes_wake').on(t.wakeAt).where(sql`${t.wakeAt} IS NOT NULL`),
		index('pushes_phone').on(t.phoneKey, t.createdAt),
	],
);

/**
 * `queued`: waits to be sent. `sending`: sent, without an answer so far. `open`: the phone rings. `unknown`: no answer,
 * or an unreadable one.
 */
export const pushStates = ['queued', 'sending', 'open', 'unknown', 'paid', 'failed', 'lost'] as const;
export type PushState = (typeof pushStates)[number];
/** States of a push that may still be paid. */
export const openPushStates = ['queued', 'sending', 'open', 'unknown'] as const satisfies PushState[];

/** Every message of a provider, unchanged and encrypted, as evidence. Redacting may change a message, once. */
export const observations = relay.table(
	'observations',
	{
		id: id64().primaryKey().generatedAlwaysAsIdentity(),
		provider: text().$type<Provider>().notNull(),
		kind: text().$type<ObservationKind>().notNull(),
		pushId: uuid(),
		orderNo: id64(),
		/** The provider's result code, if it has one. */
		code: text(),
		/** HMAC of the receipt, if it names one. */
		receiptKey: bytes(),
		/** Cents of KES. */
		amount: money(),
		/** JSON, encrypted. */
		sealed: bytes().notNull(),
		at: time().notNull(),
		/** When personal data in it was deleted: see `retention/`. */
		redactedAt: time(),
	},
	(t) => [
		index('observations_stray').on(t.at).where(sql`${t.orderNo} IS NULL AND ${t.redactedAt} IS NULL`),
		index('observations_push').on(t.pushId),
		index('observations_order').on(t.orderNo),
		index('observations_receipt').on(t.receiptKey).where(sql`${t.receiptKey} IS NOT NULL`),
	],
);

export const observationKinds = [
	/** The answer to a push. */
	'push',
	/** The result of a push, as the provider reports it. */
	'callback',
	/** The answer to a query of a push. */
	'query',
	/** A payment that the provider's statement lists. */
	'statement',
	/** A row of the statement that is not a payment, or cannot be recorded. */
	'statement-unreadable',
	/** A row of the statement by which the provider reverses a payment. */
	'statement-reversal',
	/** The provider's report of a payment that names our reference. */
	'notice',
	/** An answer or a result of a refund. */
	'refund',
	/** An answer or a result of a question about a refund. */
	'refund-status',
	/** A callback that names another push than its address. */
	'unknown-callback',
	/** A message that cannot be read. A case names it. */
	'unreadable',
] as const;
export type ObservationKind = (typeof observationKinds)[number];

/**
 * Money that came. Each payment ends as a ticket, a refund or a support case. A receipt that pays for a cart is divided into
 * one payment for each of its orders.
 */
export const payments = relay.table(
	'payments',
	{
		id: uuid().primaryKey(),
		provider: text().$type<Provider>().notNull(),
		/** HMAC of the receipt: unique with the provider. */
		receiptKey: bytes().notNull(),
		receiptSealed: bytes(),
		/** Cents of KES. */
		amount: money().notNull(),
		/** Which part of a divided receipt it is: 0 is its first order's. */
		part: smallint().notNull().default(0),
		/** Cents of KES of a divided receipt; null: `amount` is all of it. */
		whole: money(),
		/** The order it names; null if we have no such order. */
		orderNo: id64(),
		state: text().$type<PaymentState>().notNull(),
		/** When a message proved this receipt. */
		confirmedAt: time(),
		/** When the provider took back money whose tickets were issued, or on their way. */
		reversedAt: time(),
		seenAt: time().notNull(),
	},
	(t) => [
		uniqueIndex('payments_receipt').on(t.provider, t.receiptKey, t.part),
		uniqueIndex('payments_applied').on(t.orderNo).where(sql`${t.state} = 'applied'`),
		index('payments_order').on(t.orderNo),
		index('payments_reversed').on(t.orderNo).where(sql`${t.reversedAt} IS NOT NULL`),
		index('payments_unconfirmed').on(t.seenAt).where(sql`${t.confirmedAt} IS NULL`),
	],
);

export const paymentStates = ['applied', 'refund_due', 'refunded', 'review'] as const;
export type PaymentState = (typeof paymentStates)[number];

/** Money on its way back: a whole payment, or what issued tickets of it cost. */
export const refunds = relay.table(
	'refunds',
	{
		id: uuid().primaryKey(),
		provider: text().$type<Provider>().notNull(),
		paymentId: uuid().notNull(),
		/** Of `ticketRefunds`, if the payment bought tickets that were issued. */
		ticketRefundId: uuid().unique(),
		/** Cents of KES; null: the whole payment. */
		amount: money(),
		way: text().$type<RefundWay>().notNull().default('reversal'),
		/** Our own id of the newest payout: the provider takes each once. */
		payoutId: uuid(),
		/** When the provider said that the reversal was done, although payouts had replaced it. */
		reversalPaidAt: time(),
		reason: text().$type<RefundReason>().notNull(),
		state: text().$type<RefundState>().notNull(),
		attempts: integer().notNull(),
		/** The provider's id of the newest request. Results of other requests are not followed. */
		requestId: text(),
		wakeAt: time(),
		createdAt: time().notNull(),
		doneAt: time(),
	},
	(t) => [
		uniqueIndex('refunds_whole').on(t.paymentId).where(sql`${t.ticketRefundId} IS NULL`),
		index('refunds_payment').on(t.paymentId),
		index('refunds_wake').on(t.wakeAt).where(sql`${t.wakeAt} IS NOT NULL`),
	],
);

/**
 * Every payout that was ever asked for, under its own id. A provider may say of one that failed that it was paid after all, also
 * while a newer one flies: nobody is paid twice unseen.
 */
export const payouts = relay.table(
	'payouts',
	{
		id: uuid().primaryKey(),
		refundId: uuid().notNull(),
		madeAt: time().notNull(),
		/** When the provider said that it was paid, and that it failed: either may come late. */
		paidAt: time(),
		failedAt: time(),
	},
	(t) => [index('payouts_refund').on(t.refundId)],
);

/**
 * `reversal`: the payment is reversed. `checking`: that failed, and the payment's status decides. `payout`: money is sent
 * to the payer's phone.
 */
export type RefundWay = 'reversal' | 'checking' | 'payout';

/** `sending`: sent, without an answer so far. `asked`: accepted, the result comes later. */
export const refundStates = ['due', 'sending', 'asked', 'done', 'review'] as const;
export type RefundState = (typeof refundStates)[number];

/** What only a person can decide. */
export const reviews = relay.table(
	'reviews',
	{
		id: uuid().primaryKey(),
		reason: text().$type<ReviewReason>().notNull(),
		orderNo: id64(),
		paymentId: uuid(),
		/** The subject of an alert, which belongs to no order and no payment. An alert opens once for its subject. */
		subject: text(),
		/** The message that opened the case, if the message belongs to no order and no payment. */
		observationId: id64(),
		/** The rest is in the observations. */
		facts: jsonb().$type<CaseFacts>().notNull(),
		openedAt: time().notNull(),
		/** A costly decision that one person has made. It takes effect when a second person makes it, too. */
		proposal: jsonb().$type<Proposal>(),
		decision: text().$type<CaseDecision>(),
		note: text(),
		decidedBy: text(),
		decidedAt: time(),
	},
	(t) => [
		uniqueIndex('reviews_open_order').on(t.orderNo).where(sql`${t.decidedAt} IS NULL`),
		uniqueIndex('reviews_open_payment').on(t.paymentId).where(sql`${t.decidedAt} IS NULL`),
		uniqueIndex('reviews_subject').on(t.reason, t.subject),
	],
);

export const caseDecisions = ['issue', 'refund', 'returned', 'taken-back', 'nothing'] as const;
export type CaseDecision = (typeof caseDecisions)[number];

/** `cost`: cents of KES, decimal; `at`: ISO. */
export type Proposal = { decision: CaseDecision; note: string; by: string; at: string; cost: string };

/** What people did about cases. Rows are written once. */
export const reviewActs = relay.table(
	'review_acts',
	{
		id: id64().primaryKey().generatedAlwaysAsIdentity(),
		reviewId: uuid().notNull(),
		kind: text().$type<ActKind>().notNull(),
		/** Null if the case was opened. */
		decision: text().$type<CaseDecision>(),
		note: text().notNull(),
		/** An account, or `support-token`. */
		person: text().notNull(),
		/** What the decision gives away beyond what came: cents of KES. */
		costKes: money().notNull(),
		at: time().notNull(),
	},
	(t) => [index('review_acts_case').on(t.reviewId), index('review_acts_alone').on(t.person, t.at)],
);

/** `opened`: by a person. `proposed`, `confirmed`: by the first and the second of two persons. `decided`: by one alone. */
export const actKinds = ['opened', 'proposed', 'confirmed', 'decided'] as const;
export type ActKind = (typeof actKinds)[number];

/** How far each provider's statement has been read, and when it is read next. */
export const cursors = relay.table(
	'cursors',
	{
		provider: text().$type<Provider>().notNull(),
		name: text().$type<CursorName>().notNull(),
		at: time().notNull(),
	},
	(t) => [primaryKey({ columns: [t.provider, t.name] })],
);

/**
 * From `statement-since` to `statement-read`, every listed payment was read. `statement-due` and `statement-whole` say
 * when a read is due, `statement-retry` how long it waits after a failed one.
 */
export type CursorName =
	| 'statement-since'
	| 'statement-read'
	| 'statement-due'
	| 'statement-whole'
	| 'statement-retry';
