import {
	and,
	asc,
	eq,
	exists,
	inArray,
	isNotNull,
	isNull,
	lt,
	ne,
	notExists,
	notInArray,
	or,
	type SQL,
	sql,
} from 'drizzle-orm';
import { contacts, links, notices } from '../models/contacts.ts';
import { handovers } from '../models/handovers.ts';
import { ended, orders } from '../models/orders.ts';
import { observations, payments, pushes, refunds, reviews } from '../models/payments.ts';
import type { Database, Reader, Transaction } from '../models/schema.ts';
import { ticketRefunds } from '../models/ticket-refunds.ts';
import { events } from '../models/tiers.ts';
import { openMessage, type ProviderMessage } from '../reconcile/observations.ts';
import type { RelayerSeal } from '../relayer-seal.ts';

type Deps = { db: Database; seal: RelayerSeal; days: number };

const atOnce = 100;
const day = 24 * 3_600_000;

/**
 * Deletes phones, contacts, receipts, receivers of tickets and providers' messages `days` after their order's end. Those
 * of no order go `days` after they came. A wallet's contacts go `days` after the event's end. HMACs stay, so that a
 * receipt still counts once. Data that an open case or refund needs stays. Returns how many orders, payments and
 * observations were redacted.
 */
export async function redactPayers(deps: Deps, now: Date): Promise<number> {
	const before = new Date(now.getTime() - deps.days * day);
	let redacted = 0;
	for (const redactSome of [redactOrders, redactStrayPayments, redactStrayMessages, deleteChainContacts])
		for (let n = atOnce; n === atOnce; redacted += n)
			n = await deps.db.transaction((tx) => redactSome(tx, deps.seal, before, now));
	return redacted;
}

const openCase = (db: Reader) => db.select({ id: reviews.id }).from(reviews).$dynamic();
const openRefund = (db: Reader) => db.select({ id: refunds.id }).from(refunds).$dynamic();
/** Of a row of `orders`: a refund of its tickets needs the payer's number. */
const openTicketRefund = (db: Reader) =>
	db
		.select({ id: ticketRefunds.id })
		.from(ticketRefunds)
		.where(
			and(eq(ticketRefunds.orderNo, orders.no), notInArray(ticketRefunds.state, ['returned', 'withdrawn'])),
		);
/** Of a row of `orders`: no other order of its cart needs the number that paid for all of them. */
const isCartOver = (before: Date): SQL => sql`NOT EXISTS (
	SELECT FROM ${orders} o LEFT JOIN ${payments} p ON p.order_no = o.no
	WHERE o.cart = ${orders.cart} AND o.no <> ${orders.no} AND (
		o.state NOT IN ('issued', 'failed', 'expired', 'refunded') OR o.changed_at >= ${before}
		OR EXISTS (SELECT FROM ${reviews} r WHERE r.decided_at IS NULL AND (r.order_no = o.no OR r.payment_id = p.id))
		OR EXISTS (SELECT FROM ${refunds} f WHERE f.payment_id = p.id AND f.state <> 'done')
		OR EXISTS (SELECT FROM ${ticketRefunds} t WHERE t.order_no = o.no AND t.state NOT IN ('returned', 'withdrawn'))))`;

const isUndecided = isNull(reviews.decidedAt);

async function redactOrders(tx: Transaction, seal: RelayerSeal, before: Date, now: Date): Promise<number> {
	const ofOrder = tx
		.select({ id: payments.id })
		.from(payments)
		.where(
			and(
				eq(payments.orderNo, orders.no),
				or(
					exists(openCase(tx).where(and(eq(reviews.paymentId, payments.id), isUndecided))),
					exists(openRefund(tx).where(and(eq(refunds.paymentId, payments.id), ne(refunds.state, 'done')))),
				),
			),
		);
	const over = await tx
		.select({ no: orders.no })
		.from(orders)
		.where(
			and(
				inArray(orders.state, ended),
				lt(orders.changedAt, before),
				// Late money brings new receipts after a redaction.
				or(isNull(orders.redactedAt), lt(orders.redactedAt, orders.changedAt)),
				notExists(openCase(tx).where(and(eq(reviews.orderNo, orders.no), isUndecided))),
				notExists(ofOrder),
				notExists(openTicketRefund(tx)),
				isCartOver(before),
			),
		)
		.orderBy(asc(orders.changedAt))
		.limit(atOnce)
		.for('update', { skipLocked: true });
	if (over.length === 0) return 0;
	const numbers = over.map(({ no }) => no);
	await tx.update(pushes).set({ phoneSealed: null }).where(inArray(pushes.orderNo, numbers));
	await tx.update(payments).set({ receiptSealed: null }).where(inArray(payments.orderNo, numbers));
	await tx.update(handovers).set({ sealed: null }).where(inArray(handovers.orderNo, numbers));
	await deleteContacts(tx, inArray(contacts.orderNo, numbers));
	await tx.delete(links).where(inArray(links.orderNo, numbers));
	await tx.delete(notices).where(inArray(notices.orderNo, numbers));
	const messages = await tx
		.select()
		.from(observations)
		.where(and(inArray(observations.orderNo, numbers), isNull(observations.redactedAt)));
	for (const each of messages) await redact(tx, seal, each, now);
	await tx.update(orders).set({ redactedAt: now }).where(inArray(orders.no, numbers));
	return over.length;
}

/** With the messages and links that named them. Unlike a receipt's, their HMACs serve nothing any more. */
async function deleteContacts(tx: Transaction, which: SQL): Promise<number> {
	const gone = await tx.delete(contacts).where(which).returning({ id: contacts.id });
	const ids = gone.map(({ id }) => id);
	if (ids.length === 0) return 0;
	await tx.delete(links).where(inArray(links.contactId, ids));
	await tx.delete(notices).where(inArray(notices.contactId, ids));
	return ids.length;
}

/** Contacts of orders that wallets bought. */
async function deleteChainContacts(tx: Transaction, _: RelayerSeal, before: Date): Promise<number> {
	const over = await tx
		.select({ id: contacts.id })
		.from(contacts)
		.innerJoin(events, eq(events.event, contacts.event))
		.where(
			and(isNotNull(contacts.chainOrder), lt(events.endsAt, BigInt(Math.floor(before.getTime() / 1000)))),
		)
		.limit(atOnce);
	if (over.length === 0) return 0;
	const ids = over.map(({ id }) => id);
	return deleteContacts(tx, inArray(contacts.id, ids));
}

/** Payments without an order. */
async function redactStrayPayments(tx: Transaction, _: RelayerSeal, before: Date): Promise<number> {
	const over = await tx
		.select({ id: payments.id })
		.from(payments)
		.where(
			and(
				isNull(payments.orderNo),
				lt(payments.seenAt, before),
				isNotNull(payments.receiptSealed),
				notExists(openCase(tx).where(and(eq(reviews.paymentId, payments.id), isUndecided))),
				notExists(openRefund(tx).where(and(eq(refunds.paymentId, payments.id), ne(refunds.state, 'done')))),
			),
		)
		.limit(atOnce)
		.for('update', { skipLocked: true });
	const ids = over.map(({ id }) => id);
	if (ids.length > 0) await tx.update(payments).set({ receiptSealed: null }).where(inArray(payments.id, ids));
	return over.length;
}

/** Messages that belong to no order, once no payment with their receipt is kept. */
async function redactStrayMessages(
	tx: Transaction,
	seal: RelayerSeal,
	before: Date,
	now: Date,
): Promise<number> {
	const kept = tx
		.select({ id: payments.id })
		.from(payments)
		.where(
			and(
				eq(payments.provider, observations.provider),
				eq(payments.receiptKey, observations.receiptKey),
				isNotNull(payments.receiptSealed),
			),
		);
	const over = await tx
		.select()
		.from(observations)
		.where(
			and(
				isNull(observations.orderNo),
				isNull(observations.redactedAt),
				lt(observations.at, before),
				notExists(openCase(tx).where(and(eq(reviews.observationId, observations.id), isUndecided))),
				notExists(kept),
			),
		)
		.limit(atOnce)
		.for('update', { skipLocked: true });
	for (const each of over) await redact(tx, seal, each, now);
	return over.length;
}

/** The provider's push id and code text identify no person, and reconciling needs them. */
async function redact(
	tx: Transaction,
	seal: RelayerSeal,
	{ id, sealed }: typeof observations.$inferSelect,
	now: Date,
): Promise<void> {
	const { checkout, text } = readable(seal, sealed);
	const left: ProviderMessage = { body: null, checkout, text };
	await tx
		.update(observations)
		.set({ sealed: seal.seal(JSON.stringify(left)), redactedAt: now })
		.where(eq(observations.id, id));
}

function readable(seal: RelayerSeal, sealed: Uint8Array): Partial<ProviderMessage> {
	try {
		return openMessage(seal, sealed);
	} catch {
		return {};
	}
}
