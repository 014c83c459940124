import { and, eq, exists, inArray, isNotNull, ne, notExists, type SQL, sql } from 'drizzle-orm';
import type { Logger } from 'pino';
import type { Clock } from '#shared/clock.ts';
import { type OrderRow, orders } from '../models/orders.ts';
import { payments } from '../models/payments.ts';
import type { Database, Reader, Transaction } from '../models/schema.ts';
import { refundedTickets, ticketRefunds } from '../models/ticket-refunds.ts';
import { events } from '../models/tiers.ts';
import type { PaymentRow } from '../payments/lock-refund.ts';
import { moveTicketRefund } from '../payments/move-ticket-refund.ts';
import { freeTickets, openTicketRefund } from '../payments/open-ticket-refund.ts';
import { openResoldRefundsOfSales } from './open-resold-refund.ts';

type Deps = { db: Database; clock: Clock; log: Logger };

const atOnce = 100;

/**
 * Opens the refunds that nobody has to ask for: of issued orders of cancelled events, and of orders whose payment the
 * provider took back. At most a hundred of each in a call, each order once, so that it goes on after a death.
 */
export async function openDueRefunds(deps: Deps): Promise<number> {
	return (await openOfCancelled(deps)) + (await openOfReversed(deps));
}

async function openOfCancelled({ db, clock, log }: Deps): Promise<number> {
	const [event] = await db
		.select({ event: events.event, no: events.no })
		.from(events)
		.where(and(eq(events.closed, 'CANCELLED'), eq(events.refundsOpened, false)))
		.orderBy(events.no)
		.limit(1);
	if (!event) return 0;
	const opened = await db.transaction(async (tx) => {
		const now = new Date(clock.now());
		await agreeToProposed(tx, event.event, now);
		const due = await lockIssued(tx, and(eq(orders.event, event.event), hasNone(tx, 'EVENT_CANCELLED'))!);
		for (const each of due) await open(tx, each, 'EVENT_CANCELLED', now);
		if (due.length === 0 && !(await isIssuing(tx, event.event))) {
			await openResoldRefundsOfSales(tx, event.event, now);
			await tx.update(events).set({ refundsOpened: true }).where(eq(events.event, event.event));
		}
		return due.length;
	});
	if (opened > 0) log.info({ event: event.event, opened }, 'a cancelled event’s orders are to be refunded');
	return opened;
}

async function openOfReversed({ db, clock, log }: Deps): Promise<number> {
	const opened = await db.transaction(async (tx) => {
		const now = new Date(clock.now());
		const due = await lockIssued(
			tx,
			and(isReversed(tx), hasNone(tx, 'EVENT_CANCELLED'), hasNone(tx, 'REVERSED'))!,
		);
		for (const each of due) await open(tx, each, 'REVERSED', now);
		return due.length;
	});
	if (opened > 0) log.warn({ opened }, 'tickets of reversed payments are to be taken back');
	return opened;
}

type Due = { order: OrderRow; payment: PaymentRow };
type DueReason = 'EVENT_CANCELLED' | 'REVERSED';

const hasFreeTickets = (tx: Transaction) => {
	const taken = tx
		.select({ n: sql`count(*)` })
		.from(refundedTickets)
		.where(eq(refundedTickets.orderNo, orders.no));
	return sql`(${taken}) < ${orders.qty}`;
};

/** Orders that another process opens refunds of now are left to it. */
async function lockIssued(tx: Transaction, which: SQL): Promise<Due[]> {
	const found = await tx
		.select()
		.from(orders)
		.where(and(eq(orders.state, 'issued'), ne(orders.provider, 'gift'), hasFreeTickets(tx), which))
		.orderBy(orders.no)
		.limit(atOnce)
		.for('update', { skipLocked: true });
	if (found.length === 0) return [];
	const numbers = found.map(({ no }) => no);
	const bought = await tx
		.select()
		.from(payments)
		.where(and(inArray(payments.orderNo, numbers), eq(payments.state, 'applied')));
	return found.flatMap((order) => {
		const payment = bought.find(({ orderNo }) => orderNo === order.no);
		return payment ? [{ order, payment }] : [];
	});
}

const isReversed = (db: Reader) =>
	exists(
		db
			.select({ id: payments.id })
			.from(payments)
			.where(
				and(eq(payments.orderNo, orders.no), isNotNull(payments.reversedAt), eq(payments.state, 'applied')),
			),
	);

const hasNone = (db: Reader, reason: DueReason) =>
	notExists(
		db
			.select({ id: ticketRefunds.id })
			.from(ticketRefunds)
			.where(and(eq(ticketRefunds.orderNo, orders.no), eq(ticketRefunds.reason, reason))),
	);

/** The money of a reversed payment is with its payer: only the tickets go. */
async function open(tx: Transaction, { order, payment }: Due, reason: DueReason, now: Date): Promise<void> {
	const mask = await freeTickets(tx, order);
	const kind = payment.reversedAt !== null ? ('reversal' as const) : ('refund' as const);
	const shared = { state: 'requested' as const, by: 'system', note: null, takesPart: false };
	await openTicketRefund(tx, order, payment, { ...shared, kind, reason, mask }, now);
}

/** Nobody has to agree any more. */
async function agreeToProposed(tx: Transaction, event: string, now: Date): Promise<void> {
	const proposed = await tx
		.select()
		.from(ticketRefunds)
		.where(and(eq(ticketRefunds.event, event), eq(ticketRefunds.state, 'proposed')))
		.limit(atOnce);
	for (const row of proposed) await moveTicketRefund(tx, row, 'requested', now);
}

/** Whether an order may still turn out to be issued: its batch landed before the cancel, and nobody has recorded it. */
async function isIssuing(tx: Transaction, event: string): Promise<boolean> {
	const [open] = await tx
		.select({ no: orders.no })
		.from(orders)
		.where(and(eq(orders.event, event), inArray(orders.state, ['paid', 'issuing'])))
		.limit(1);
	return open !== undefined;
}
