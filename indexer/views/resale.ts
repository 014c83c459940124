import { z } from '@hono/zod-openapi';
import { and, asc, desc, eq, isNotNull, sql } from 'drizzle-orm';
import { type EventRow, events } from '../models/events.ts';
import { type ResaleRow, resales } from '../models/resales.ts';
import type { Reader } from '../models/schema.ts';
import { tickets } from '../models/tickets.ts';
import { addressText, hashText, idText, isoTime, stroopsText, ticketText } from './json-values.ts';
import { cutPage, oneMore } from './page.ts';

export const listingSchema = z
	.object({
		ticket: idText,
		orderId: idText,
		index: z.int(),
		tier: z.int(),
		price: stroopsText,
		seller: addressText,
		custody: z.boolean().openapi({ description: 'the seller has no wallet: the relayer sells for them' }),
		resales: z.int().openapi({ description: 'how often it was sold on' }),
	})
	.openapi('Listing');

export type ListingView = z.infer<typeof listingSchema>;
export type ListingPosition = { price: string; order: string; index: number };

/** Whether listings count: they end with the freeze of transfers and with a cancel. `now` in Unix seconds. */
const areListingsOpen = (row: Pick<EventRow, 'policy' | 'cancelledAt'>, now: bigint): boolean =>
	row.cancelledAt === 0n && now < BigInt(row.policy.freeze_at);

/** Tickets of an event that are for sale, the cheapest first, after `position`. */
export async function listingPage(
	db: Reader,
	event: EventRow,
	now: bigint,
	position: ListingPosition | null,
	limit: number,
): Promise<{ items: ListingView[]; next: ListingPosition | null }> {
	if (!areListingsOpen(event, now)) return { items: [], next: null };
	const after = position
		? sql`(${tickets.price}, ${tickets.orderId}, ${tickets.index}) > (${position.price}::numeric, ${position.order}::bigint, ${position.index}::smallint)`
		: undefined;
	const found = await db
		.select()
		.from(tickets)
		.where(and(eq(tickets.eventNo, event.no), isNotNull(tickets.price), eq(tickets.state, 'valid'), after))
		.orderBy(asc(tickets.price), asc(tickets.orderId), asc(tickets.index))
		.limit(oneMore(limit));
	const { rows, last } = cutPage(found, limit);
	const items = rows.map((t) => ({
		ticket: ticketText(t.orderId, t.index),
		orderId: String(t.orderId),
		index: t.index,
		tier: t.tier,
		price: String(t.price),
		seller: t.owner,
		custody: t.custody,
		resales: t.resales,
	}));
	const next = last && { price: String(last.price), order: String(last.orderId), index: last.index };
	return { items, next };
}

export const resaleSchema = z
	.object({
		event: addressText,
		eventNo: z.int(),
		n: z.string().openapi({ description: 'its number in the event’s log' }),
		ticket: idText,
		orderId: idText,
		index: z.int(),
		seller: addressText,
		buyer: addressText,
		price: stroopsText,
		royalty: stroopsText.openapi({ description: 'of the price, what became the event’s revenue' }),
		txHash: hashText,
		ledger: z.int(),
		at: isoTime,
	})
	.openapi('Resale');

export type ResaleView = z.infer<typeof resaleSchema>;
export type ResalePosition = { n: string };

/** An event's resales, newest first, after `position`. */
export async function resalePage(
	db: Reader,
	eventNo: number,
	position: ResalePosition | null,
	limit: number,
): Promise<{ items: ResaleView[]; next: ResalePosition | null }> {
	const before = position ? sql`${resales.n} < ${position.n}::bigint` : undefined;
	const found = await db
		.select({ sale: resales, event: events.address })
		.from(resales)
		.innerJoin(events, eq(events.no, resales.eventNo))
		.where(and(eq(resales.eventNo, eventNo), before))
		.orderBy(desc(resales.n))
		.limit(oneMore(limit));
	const { rows, last } = cutPage(found, limit);
	const items = rows.map(({ sale, event }) => resaleView(event, sale));
	return { items, next: last && { n: String(last.sale.n) } };
}

/** How an order's tickets were sold on, newest first. */
export async function resalesOfOrder(
	db: Reader,
	event: { no: number; address: string },
	orderId: bigint,
): Promise<ResaleView[]> {
	const found = await db
		.select()
		.from(resales)
		.where(and(eq(resales.eventNo, event.no), eq(resales.orderId, orderId)))
		.orderBy(desc(resales.n));
	return found.map((sale) => resaleView(event.address, sale));
}

const resaleView = (event: string, sale: ResaleRow): ResaleView => ({
	event,
	eventNo: sale.eventNo,
	n: String(sale.n),
	ticket: ticketText(sale.orderId, sale.index),
	orderId: String(sale.orderId),
	index: sale.index,
	seller: sale.seller,
	buyer: sale.buyer,
	price: String(sale.price),
	royalty: String(sale.royalty),
	txHash: sale.txHash,
	ledger: sale.ledger,
	at: sale.at.toISOString(),
});
