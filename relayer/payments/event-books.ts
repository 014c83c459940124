import { and, eq, isNull, ne, or, sql } from 'drizzle-orm';
import { journalEntries, journalLines, ownAccounts } from '../models/journal.ts';
import { orders } from '../models/orders.ts';
import { payments, reviews } from '../models/payments.ts';
import type { Database, Reader } from '../models/schema.ts';
import { ticketRefunds } from '../models/ticket-refunds.ts';

export const bookCheckNames = ['received', 'owed', 'treasury'] as const;

/** An event's shillings: cents of KES, and stroops where a name ends with `Usdc`. */
export type EventBooks = {
	/** Orders with tickets, and what their buyers paid for them; of it, what is the platform's beside the price. */
	issued: { orders: number; tickets: number; kes: bigint; feeKes: bigint };
	received: bigint;
	/** What became tickets, less those that were given back or sold on by their fans. */
	tickets: bigint;
	refunded: bigint;
	/** To fans whose tickets were sold on. */
	sellers: bigint;
	/** What the provider took back, or got twice, and is a loss of the platform's. */
	reversed: bigint;
	/** What buyers and sellers still get: tickets, or their money. */
	owed: { tickets: bigint; onItsWay: bigint; review: bigint };
	losses: bigint;
	cases: number;
	/** What the treasury paid to the event for them, and what came back to it or waits there for it. */
	paidUsdc: bigint;
	backUsdc: bigint;
	/** Sums of the books beside sums of the rows that they were made of. */
	checks: { name: (typeof bookCheckNames)[number]; books: bigint; rows: bigint }[];
};

/** Everything that is known of an event's payments in shillings, from the double entry books and from their own rows. */
export async function eventBooks(db: Database, event: string): Promise<EventBooks> {
	// One moment for all sums: a payment may be settled between two of them.
	return db.transaction(
		async (tx) => {
			const lines = await linesOf(tx, event);
			const paid = await paymentsOf(tx, event);
			const back = await ticketRefundsOf(tx, event);
			const issued = await issuedOf(tx, event);
			return booksOf({ ...{ lines, paid, back, issued }, cases: await openCases(tx, event) });
		},
		{ isolationLevel: 'repeatable read', accessMode: 'read only' },
	);
}

type Found = {
	lines: Awaited<ReturnType<typeof linesOf>>;
	paid: Awaited<ReturnType<typeof paymentsOf>>;
	back: Awaited<ReturnType<typeof ticketRefundsOf>>;
	issued: Awaited<ReturnType<typeof issuedOf>>;
	cases: number;
};

function booksOf({ lines, paid, back, issued, cases }: Found): EventBooks {
	const of = (wanted: Partial<(typeof lines)[number]>) =>
		lines
			.filter((line) =>
				Object.entries(wanted).every(([key, value]) => line[key as keyof typeof line] === value),
			)
			.reduce((all, { amount }) => all + amount, 0n);
	// Each account that is none of ours is a provider's, of a rail that this code need not know.
	const accounts = [...new Set(lines.map(({ account }) => account))].filter((name) => !isOwn(name));
	const atProviders = (wanted: Partial<(typeof lines)[number]>) =>
		accounts.reduce((all, account) => all + of({ ...wanted, account }), 0n);
	const sumOf = <T extends { kes: bigint }>(list: T[], is: (each: T) => boolean) =>
		list.filter(is).reduce((all, { kes }) => all + kes, 0n);
	const owed = {
		tickets: sumOf(paid, ({ state, isIssued }) => state === 'applied' && !isIssued),
		onItsWay:
			sumOf(paid, ({ state }) => state === 'refund_due') + sumOf(back, ({ state }) => state !== 'review'),
		review: sumOf(paid, ({ state }) => state === 'review') + sumOf(back, ({ state }) => state === 'review'),
	};
	const { usdc, ...sold } = issued;
	const paidUsdc = -of({ kind: 'issued', account: 'treasury' });
	return {
		issued: sold,
		received: atProviders({ kind: 'received' }),
		tickets: -of({ account: 'exchange', currency: 'KES' }),
		refunded: -atProviders({ kind: 'refunded', isSale: false }),
		sellers: -atProviders({ kind: 'refunded', isSale: true }),
		reversed: -(
			atProviders({ kind: 'reversed' }) +
			atProviders({ kind: 'paid_twice' }) +
			atProviders({ kind: 'recovered' })
		),
		owed,
		losses: of({ account: 'losses' }),
		cases,
		paidUsdc,
		backUsdc: of({ kind: 'voided', account: 'treasury' }) + of({ kind: 'voided', account: 'events' }),
		checks: [
			{ name: 'received', books: atProviders({ kind: 'received' }), rows: sumOf(paid, () => true) },
			{ name: 'owed', books: -of({ account: 'buyers' }), rows: owed.tickets + owed.onItsWay + owed.review },
			{ name: 'treasury', books: paidUsdc, rows: usdc },
		],
	};
}

const isOwn = (account: string): boolean => (ownAccounts as readonly string[]).includes(account);

const cents = (column: unknown) => sql<bigint>`coalesce(sum(${column}), 0)::text`.mapWith(BigInt);

/** The lines of an event's orders, added up. `isSale`: they pay a fan whose ticket was sold on. */
async function linesOf(db: Reader, event: string) {
	const isSale = sql<boolean>`(${ticketRefunds.kind} IS NOT DISTINCT FROM 'sale')`;
	return db
		.select({
			...{ kind: journalEntries.kind, account: journalLines.account, currency: journalLines.currency },
			...{ isSale, amount: cents(journalLines.amount) },
		})
		.from(journalEntries)
		.innerJoin(orders, eq(orders.no, journalEntries.orderNo))
		.innerJoin(journalLines, eq(journalLines.entry, journalEntries.id))
		.leftJoin(
			ticketRefunds,
			and(eq(ticketRefunds.event, event), eq(sql`${ticketRefunds.id}::text`, journalEntries.subject)),
		)
		.where(eq(orders.event, event))
		.groupBy(journalEntries.kind, journalLines.account, journalLines.currency, isSale);
}

async function paymentsOf(db: Reader, event: string) {
	const isIssued = sql<boolean>`(${orders.state} = 'issued')`;
	return db
		.select({ state: payments.state, isIssued, kes: cents(payments.amount) })
		.from(payments)
		.innerJoin(orders, eq(orders.no, payments.orderNo))
		.where(eq(orders.event, event))
		.groupBy(payments.state, isIssued);
}

/** Tickets that are void or sold on, whose money is not yet with the one who gets it. */
async function ticketRefundsOf(db: Reader, event: string) {
	return db
		.select({ state: ticketRefunds.state, kes: cents(ticketRefunds.amountKes) })
		.from(ticketRefunds)
		.where(
			and(
				eq(ticketRefunds.event, event),
				sql`${ticketRefunds.voidedAt} IS NOT NULL`,
				isNull(ticketRefunds.endedAt),
				sql`${ticketRefunds.kind} <> 'reversal'`,
			),
		)
		.groupBy(ticketRefunds.state);
}

async function issuedOf(db: Reader, event: string) {
	const [row] = await db
		.select({
			...{ orders: sql<number>`count(*)::int`, tickets: sql<number>`coalesce(sum(${orders.qty}), 0)::int` },
			...{ kes: cents(orders.amountKes), feeKes: cents(orders.feeKes), usdc: cents(orders.amountUsdc) },
		})
		.from(orders)
		.where(and(eq(orders.event, event), eq(orders.state, 'issued'), ne(orders.provider, 'gift')));
	return row!;
}

async function openCases(db: Reader, event: string): Promise<number> {
	const [row] = await db
		.select({ n: sql<number>`count(DISTINCT ${reviews.id})::int` })
		.from(reviews)
		.leftJoin(payments, eq(payments.id, reviews.paymentId))
		.innerJoin(orders, or(eq(orders.no, reviews.orderNo), eq(orders.no, payments.orderNo)))
		.where(and(eq(orders.event, event), isNull(reviews.decidedAt)));
	return row!.n;
}
