import { and, desc, eq, inArray, isNull, or, sql } from 'drizzle-orm';
import { ticketId } from '#shared/chain/state/ids.ts';
import { indexesOf } from '#shared/contract/ticket-mask.ts';
import { maskContact, maskPhone } from '../contacts/contact.ts';
import { payerOf } from '../contacts/payer.ts';
import { decideBy } from '../models/case-deadline.ts';
import { contacts, notices } from '../models/contacts.ts';
import { handovers } from '../models/handovers.ts';
import type { OrderRow } from '../models/orders.ts';
import { payments, pushes, refunds, reviews } from '../models/payments.ts';
import type { Reader } from '../models/schema.ts';
import { ticketRefunds } from '../models/ticket-refunds.ts';
import { events } from '../models/tiers.ts';
import type { Seal } from '../seal.ts';
import type { Opened } from './order-by-token.ts';
import type { PaymentMethod } from './order-deps.ts';
import type { OrderView } from './order-schemas.ts';
import { ownTickets } from './own-tickets.ts';
import { repeatAt } from './refuse-repeat.ts';

const isoOf = (time: Date | null): string | null => time?.toISOString() ?? null;

type ViewDeps = { db: Reader; seal: Seal; methods: readonly PaymentMethod[] };

/**
 * An order as the holder of its read token sees it: receipts in clear, the phone masked. A contact who did not pay sees
 * no receipts: by a receipt a stranger finds the payer's case at the provider and at support.
 */
export async function orderView(
	deps: ViewDeps,
	order: OrderRow,
	now: Date,
	{ by, paid: isPayer }: Opened = { by: 'holder', paid: false },
): Promise<OrderView> {
	const { db, seal } = deps;
	const [[event], push, paid, named, [openCase], back, given] = await Promise.all([
		db.select({ no: events.no, name: events.name }).from(events).where(eq(events.event, order.event)),
		newestPush(db, seal, order.no),
		paymentsOf(db, by === 'holder' || isPayer ? seal : null, order.no),
		contactsOf(db, seal, order.no),
		openCaseOf(db, order.no),
		ticketRefundsOf(db, order.no),
		givenOf(db, order),
	]);
	return {
		reference: order.reference,
		event: order.event,
		eventNo: event!.no,
		eventName: event!.name,
		tier: order.tier,
		qty: order.qty,
		listing: order.listing === null ? null : order.listing.toString(),
		state: order.state,
		reason: order.reason,
		amountKes: order.amountKes.toString(),
		amountUsdc: order.amountUsdc.toString(),
		phone: push?.phone ?? '',
		contacts: named,
		access: by,
		holdUntil: order.holdUntil.toISOString(),
		push: push?.view ?? null,
		retryAt: isoOf(push && (await retryAt(deps, order, push.row, now))),
		payments: paid,
		chain: chainOf(order),
		ticketRefunds: back,
		given,
		version: order.version,
		decideBy: openCase ? decideBy(openCase).toISOString() : null,
		createdAt: order.createdAt.toISOString(),
		serverTime: now.toISOString(),
	};
}

async function newestPush(db: Reader, seal: Seal, no: bigint) {
	const [row] = await db
		.select()
		.from(pushes)
		.where(eq(pushes.orderNo, no))
		.orderBy(desc(pushes.createdAt))
		.limit(1);
	if (!row) return null;
	const { state, resultCode, resultText, phoneSealed } = row;
	return {
		row,
		phone: phoneSealed ? maskPhone(seal.open(phoneSealed)) : '',
		view: { state, sentAt: isoOf(row.sentAt), resultCode, resultText },
	};
}

/** Those who were named, or else the number that paid, each with the message of its tickets. */
async function contactsOf(db: Reader, seal: Seal, no: bigint): Promise<OrderView['contacts']> {
	const notice = sql<OrderView['contacts'][number]['notice']>`(SELECT n.state FROM ${notices} n
		WHERE n.order_no = ${no} AND n.kind = 'issued' AND n.contact_id = ${contacts}.id)`;
	const rows = await db
		.select({ kind: contacts.kind, sealed: contacts.sealed, notice })
		.from(contacts)
		.where(and(eq(contacts.orderNo, no), isNull(contacts.endedAt)))
		.orderBy(desc(contacts.kind));
	const named = rows.map(({ kind, sealed, notice: state }) => ({
		kind,
		to: maskContact({ kind, value: seal.open(sealed) }),
		payer: false,
		notice: state,
	}));
	const payer = named.length === 0 ? await payerOf(db, no) : null;
	if (!payer?.sealed) return named;
	const [passed] = await db
		.select({ state: notices.state })
		.from(notices)
		.where(and(eq(notices.orderNo, no), isNull(notices.contactId), eq(notices.kind, 'issued')));
	const to = maskPhone(seal.open(payer.sealed));
	return [{ kind: 'phone', to, payer: true, notice: passed?.state ?? null }];
}

/** An order that failed may be tried again at once, but for the same sum of the same phone where the provider wants a pause. */
async function retryAt(
	{ db, methods }: ViewDeps,
	{ state, provider }: OrderRow,
	push: typeof pushes.$inferSelect,
	now: Date,
): Promise<Date | null> {
	const method = methods.find((each) => each.provider === provider);
	if (!method || (state !== 'failed' && state !== 'expired')) return null;
	return repeatAt(db, method, push, now);
}

/** Every payment that came for it, each with its refund. `seal`: null hides the receipts. */
async function paymentsOf(db: Reader, seal: Seal | null, no: bigint): Promise<OrderView['payments']> {
	const rows = await db
		.select({ payment: payments, refund: refunds })
		.from(payments)
		.leftJoin(refunds, and(eq(refunds.paymentId, payments.id), isNull(refunds.ticketRefundId)))
		.where(eq(payments.orderNo, no))
		.orderBy(desc(sql`${payments.state} = 'applied'`), payments.seenAt, payments.id);
	return rows.map(({ payment, refund }) => ({
		receipt: seal && payment.receiptSealed ? seal.open(payment.receiptSealed) : null,
		amountKes: payment.amount.toString(),
		state: payment.state,
		refund: refund && { state: refund.state, reason: refund.reason, doneAt: isoOf(refund.doneAt) },
	}));
}

async function ticketRefundsOf(db: Reader, no: bigint): Promise<OrderView['ticketRefunds']> {
	const rows = await db
		.select()
		.from(ticketRefunds)
		.where(eq(ticketRefunds.orderNo, no))
		.orderBy(ticketRefunds.createdAt, ticketRefunds.id);
	return rows.map(
		({ state, kind, listedAt, endsFor, waitsFor, reason, mask, amountKes, createdAt, endedAt }) => ({
			state,
			kind,
			listed: listedAt !== null,
			endsFor,
			needsFunding: state === 'requested' && waitsFor === 'NEEDS_FUNDING',
			reason,
			tickets: indexesOf(mask),
			amountKes: amountKes.toString(),
			askedAt: createdAt.toISOString(),
			endedAt: isoOf(endedAt),
		}),
	);
}

/** The oldest case about the order or one of its payments that waits for a person. */
const openCaseOf = (db: Reader, no: bigint) =>
	db
		.select({ subject: reviews.subject, openedAt: reviews.openedAt })
		.from(reviews)
		.where(
			and(
				isNull(reviews.decidedAt),
				or(
					eq(reviews.orderNo, no),
					inArray(
						reviews.paymentId,
						db.select({ id: payments.id }).from(payments).where(eq(payments.orderNo, no)),
					),
				),
			),
		)
		.orderBy(reviews.openedAt)
		.limit(1);

/** Ids of tickets that were sent to somebody else, who has taken them. */
async function givenOf(db: Reader, { no, chainOrder }: OrderRow): Promise<string[]> {
	if (chainOrder === null) return [];
	const isGiven = and(eq(handovers.orderNo, no), eq(handovers.state, 'claimed'));
	const rows = await db.select({ index: handovers.index }).from(handovers).where(isGiven);
	return rows.map(({ index }) => ticketId(chainOrder, index).toString());
}

function chainOf(order: OrderRow): OrderView['chain'] {
	const { chainOrder, txHash, ledger } = order;
	if (chainOrder === null || txHash === null || ledger === null) return null;
	const tickets = ownTickets(order).map((i) => ticketId(chainOrder, i).toString());
	return { orderId: chainOrder.toString(), tickets, txHash, ledger };
}
