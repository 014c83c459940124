import { z } from '@hono/zod-openapi';
import { and, eq, sql } from 'drizzle-orm';
import { accounts, cash, netOf } from '#shared/contract/accounting.ts';
import { booksOf, type EventParts, eventParts } from '../models/event-parts.ts';
import type { EventRow } from '../models/events.ts';
import { orders } from '../models/orders-table.ts';
import { payouts } from '../models/payouts.ts';
import { refunds } from '../models/refunds.ts';
import { resales } from '../models/resales.ts';
import type { Reader } from '../models/schema.ts';
import { topUps } from '../models/top-ups.ts';
import { stroopsText } from './json-values.ts';
import { accountSchema, accountText } from './live-event.ts';

const rails = z.enum(['usdc', 'fiat']);

/** What has to be equal: sums over rows, and the event's totals, which the audit compares with the contract. */
const moneyCheckNames = ['gross', 'refunded', 'entitled', 'paid', 'commissions', 'topUps', 'cash'] as const;

export const moneyReportSchema = z
	.object({
		eventNo: z.int(),
		n: z.string().openapi({ description: 'the last number of the event’s log that it counts' }),
		gross: stroopsText.openapi({ description: 'sales and royalties' }),
		refunded: stroopsText.openapi({ description: 'what refunds and reversals took off it' }),
		net: stroopsText,
		cash: stroopsText.openapi({ description: 'what the contract holds for payees, creators and refunds' }),
		owed: stroopsText.openapi({ description: 'what could not be delivered, and waits for its receivers' }),
		shortfalls: stroopsText.openapi({ description: 'what the treasury bore of reversals' }),
		topUps: z.object({ funded: stroopsText, returned: stroopsText }),
		sales: z.array(z.object({ rail: rails, orders: z.int(), tickets: z.int(), revenue: stroopsText })),
		gifts: z.int().openapi({ description: 'tickets' }),
		refunds: z.array(
			z.object({
				rail: rails,
				kind: z.enum(['refund', 'reversal']),
				tickets: z.int(),
				paid: stroopsText,
				shortfall: stroopsText,
			}),
		),
		resales: z.object({
			tickets: z.int(),
			price: stroopsText.openapi({ description: 'between fans; of it, the event got the royalty' }),
			royalty: stroopsText,
			boughtInCustody: stroopsText.openapi({
				description: 'prices that the treasury paid for buyers by M-Pesa',
			}),
		}),
		commissions: z.object({ earned: stroopsText, paid: stroopsText }),
		payees: z.array(accountSchema.extend({ undelivered: stroopsText })),
		checks: z.array(
			z.object({
				name: z.enum(moneyCheckNames),
				rows: stroopsText.openapi({ description: 'by the sum of what happened' }),
				total: stroopsText.openapi({ description: 'by the event’s total' }),
			}),
		),
	})
	.openapi('MoneyReport');

export type MoneyReport = z.infer<typeof moneyReportSchema>;

type Rows = Awaited<ReturnType<typeof rowsOf>>;

/** Where an event's money came from and went, in stroops, and whether the rows add up to its totals. */
export async function moneyReport(db: Reader, row: EventRow, now: bigint): Promise<MoneyReport> {
	const [parts] = await eventParts(db, [row.no]);
	const rows = await rowsOf(db, row.no);
	const books = booksOf(parts!);
	const undelivered = (index: number) =>
		sum(rows.payouts.filter(({ payee }) => payee === index).map((each) => each.undelivered));
	return {
		eventNo: row.no,
		n: String(row.n),
		gross: String(row.gross),
		refunded: String(row.refunded),
		net: String(netOf(row)),
		cash: String(cash(books)),
		owed: String(row.owed),
		shortfalls: String(row.shortfalls),
		topUps: { funded: String(rows.funded), returned: String(rows.returned) },
		sales: rows.sales.map(({ rail, revenue, ...rest }) => ({ rail, ...rest, revenue: String(revenue) })),
		gifts: rows.gifts,
		refunds: rows.refunds.map(({ paid, shortfall, ...rest }) => ({
			...rest,
			...{ paid: String(paid), shortfall: String(shortfall) },
		})),
		resales: rows.resales,
		commissions: { earned: String(row.commissions), paid: String(row.creatorsPaid) },
		payees: accounts(books, now).map((account, index) => ({
			...{ index, ...accountText(account) },
			undelivered: String(undelivered(index)),
		})),
		checks: checksOf(parts!, rows).map(({ name, rows: found, total }) => ({
			...{ name, rows: String(found), total: String(total) },
		})),
	};
}

type Check = { name: (typeof moneyCheckNames)[number]; rows: bigint; total: bigint };

function checksOf(parts: EventParts, rows: Rows): Check[] {
	const { row, payees } = parts;
	const books = booksOf(parts);
	const gross = sum(rows.sales.map(({ revenue }) => revenue)) + BigInt(rows.resales.royalty);
	const refunded = sum(rows.refunds.map(({ paid, shortfall }) => paid + shortfall));
	const paidTo = (isPayee: boolean) =>
		sum(rows.payouts.filter(({ payee }) => (payee !== null) === isPayee).map(({ amount }) => amount));
	const inPot = rows.funded - rows.returned;
	// What payees get of net revenue does not depend on the time.
	const entitled = sum(accounts(books, 0n).map((each) => each.entitled));
	return [
		{ name: 'gross', rows: gross, total: row.gross },
		{ name: 'refunded', rows: refunded, total: row.refunded },
		{ name: 'entitled', rows: entitled + row.commissions, total: netOf(row) },
		{ name: 'paid', rows: paidTo(true), total: sum(payees.map(({ paid }) => paid)) },
		{ name: 'commissions', rows: paidTo(false), total: row.creatorsPaid },
		{ name: 'topUps', rows: inPot, total: row.topUps },
		{
			...{ name: 'cash', total: cash(books) },
			rows: gross - refunded - paidTo(true) - paidTo(false) + inPot + row.shortfalls,
		},
	];
}

const sum = (list: bigint[]): bigint => list.reduce((all, each) => all + each, 0n);
const whole = sql<number>`count(*)::integer`;
const total = (column: unknown) => sql<bigint>`coalesce(sum(${column}), 0)::text`.mapWith(BigInt);
const totalWhere = (column: unknown, is: unknown) =>
	sql<bigint>`coalesce(sum(${column}) FILTER (WHERE ${is}), 0)::text`.mapWith(BigInt);
const ticketsIn = sql<number>`sum(bit_count(${refunds.mask}::bit(32)))::integer`;

/** One query after the other: a transaction has one connection. */
async function rowsOf(db: Reader, no: number) {
	const sold = await db
		.select({
			...{ rail: orders.rail, isGift: orders.complimentary, orders: whole },
			tickets: sql<number>`sum(${orders.qty})::integer`,
			revenue: total(orders.total),
		})
		.from(orders)
		.where(eq(orders.eventNo, no))
		.groupBy(orders.rail, orders.complimentary)
		.orderBy(orders.rail);
	return {
		sales: sold.filter(({ isGift }) => !isGift).map(({ isGift: _, ...rest }) => rest),
		gifts: sold.filter(({ isGift }) => isGift).reduce((all, { tickets }) => all + tickets, 0),
		refunds: await refundsOf(db, no),
		resales: await resalesOf(db, no),
		payouts: await payoutsOf(db, no),
		...(await topUpsOf(db, no)),
	};
}

async function refundsOf(db: Reader, no: number) {
	const kind = sql<
		'refund' | 'reversal'
	>`CASE WHEN ${refunds.evidence} IS NULL THEN 'refund' ELSE 'reversal' END`;
	return db
		.select({
			...{ rail: orders.rail, kind, tickets: ticketsIn },
			...{ paid: total(refunds.paid), shortfall: total(refunds.shortfall) },
		})
		.from(refunds)
		.innerJoin(orders, and(eq(orders.eventNo, refunds.eventNo), eq(orders.id, refunds.orderId)))
		.where(eq(refunds.eventNo, no))
		.groupBy(orders.rail, sql`2`)
		.orderBy(orders.rail, sql`2`);
}

async function resalesOf(db: Reader, no: number): Promise<MoneyReport['resales']> {
	const [row] = await db
		.select({
			...{ tickets: whole, price: total(resales.price), royalty: total(resales.royalty) },
			custody: totalWhere(resales.price, resales.custody),
		})
		.from(resales)
		.where(eq(resales.eventNo, no));
	const { tickets, price, royalty, custody } = row!;
	return { tickets, price: String(price), royalty: String(royalty), boughtInCustody: String(custody) };
}

const payoutsOf = (db: Reader, no: number) =>
	db
		.select({
			...{ payee: payouts.payee, amount: total(payouts.amount) },
			undelivered: totalWhere(payouts.amount, sql`NOT ${payouts.delivered}`),
		})
		.from(payouts)
		.where(eq(payouts.eventNo, no))
		.groupBy(payouts.payee);

async function topUpsOf(db: Reader, no: number) {
	const rows = await db
		.select({ kind: topUps.kind, amount: total(topUps.amount) })
		.from(topUps)
		.where(eq(topUps.eventNo, no))
		.groupBy(topUps.kind);
	const of = (wanted: string) => rows.find(({ kind }) => kind === wanted)?.amount ?? 0n;
	return { funded: of('funded'), returned: of('returned') };
}
