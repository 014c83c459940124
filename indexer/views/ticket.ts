import { z } from '@hono/zod-openapi';
import { and, asc, desc, eq, gte, lt, ne, type SQL, sql } from 'drizzle-orm';
import { isoOfSeconds } from '#shared/iso-time.ts';
import { pictureSchema } from '#shared/picture-schema.ts';
import { ticketCode } from '#shared/ticket-code.ts';
import { type DocumentRow, documents } from '../models/documents.ts';
import { type EventRow, events } from '../models/events.ts';
import { type OrderRow, orders } from '../models/orders-table.ts';
import type { Reader } from '../models/schema.ts';
import { type TicketRow, tickets } from '../models/tickets.ts';
import { verified } from './event.ts';
import type { EventOrder } from './event-list.ts';
import { addressText, hashText, idText, isoTime, secondsOf, stroopsText, ticketText } from './json-values.ts';
import { cutPage, oneMore } from './page.ts';

export const codeText = z.string().openapi({
	description: 'the ticket’s short code, its own within the event; it lets nobody in',
	example: 'K7M-4QX',
});

/** What changes in a ticket's life. */
export const ticketStateShape = {
	state: z.enum(['valid', 'used', 'refunded']),
	custody: z.boolean().openapi({ description: 'the owner has no wallet: the relayer holds it' }),
	payer: addressText
		.nullable()
		.openapi({ description: 'who has the right to its money; null: the treasury, or nobody for a gift' }),
	price: stroopsText.nullable().openapi({
		description: 'what its owner asks; it counts until transfers freeze or the event is cancelled',
	}),
	resales: z.int().openapi({ description: 'how often it was sold on' }),
	usedAt: isoTime.nullable(),
	gate: addressText.nullable().openapi({ description: 'that let its holder in' }),
};

export const ticketState = (row: TicketRow) => ({
	state: row.state,
	custody: row.custody,
	payer: row.payer,
	price: row.price === null ? null : String(row.price),
	resales: row.resales,
	usedAt: row.usedAt?.toISOString() ?? null,
	gate: row.gate,
});

export const ticketSchema = z
	.object({
		id: idText,
		code: codeText,
		event: addressText,
		eventNo: z.int(),
		eventName: z.string(),
		startsAt: isoTime,
		endsAt: isoTime,
		cancelled: z.boolean().openapi({ description: 'the event is' }),
		venue: z.string().nullable(),
		city: z.string().nullable(),
		picture: pictureSchema.nullable(),
		orderId: idText,
		index: z.int(),
		qty: z.int().openapi({ description: 'tickets of its order' }),
		tier: z.int(),
		tierName: z.string(),
		owner: addressText,
		ownedSince: isoTime,
		...ticketStateShape,
		txHash: hashText.openapi({ description: 'of the sale' }),
		ledger: z.int().openapi({ description: 'of the sale' }),
	})
	.openapi('Ticket');

export type TicketView = z.infer<typeof ticketSchema>;
export type TicketPosition = { startsAt: string; no: number; order: string; index: number };

/**
 * `from`: of events that are not over before this; `before`: of events that are. `refunded`: those that were given back,
 * else those that are held.
 */
export type TicketFilter = {
	owner: string;
	from?: Date | undefined;
	before?: Date | undefined;
	refunded?: boolean;
};

/** An owner's tickets after `position`, by when their events start. */
export async function ticketsOf(
	db: Reader,
	{ owner, from, before, refunded = false }: TicketFilter,
	order: EventOrder,
	position: TicketPosition | null,
	limit: number,
): Promise<{ items: TicketView[]; next: TicketPosition | null }> {
	const by = order === 'soonest' ? asc : desc;
	const found = await db
		.select({ ticket: tickets, order: orders, event: events, document: documents })
		.from(tickets)
		.innerJoin(events, eq(events.no, tickets.eventNo))
		.innerJoin(orders, and(eq(orders.eventNo, tickets.eventNo), eq(orders.id, tickets.orderId)))
		.leftJoin(documents, eq(documents.hash, events.metadataHash))
		.where(
			and(
				eq(tickets.owner, owner),
				refunded ? eq(tickets.state, 'refunded') : ne(tickets.state, 'refunded'),
				from ? gte(events.endsAt, secondsOf(from)) : undefined,
				before ? lt(events.endsAt, secondsOf(before)) : undefined,
				position ? after(position, order) : undefined,
			),
		)
		.orderBy(by(events.startsAt), by(tickets.eventNo), by(tickets.orderId), by(tickets.index))
		.limit(oneMore(limit));
	const { rows, last } = cutPage(found, limit);
	const items = rows.map(ticketView);
	return {
		items,
		next: last && {
			startsAt: String(last.event.startsAt),
			no: last.event.no,
			order: String(last.ticket.orderId),
			index: last.ticket.index,
		},
	};
}

const after = (p: TicketPosition, order: EventOrder): SQL =>
	sql`(${events.startsAt}, ${tickets.eventNo}, ${tickets.orderId}, ${tickets.index}) ${order === 'soonest' ? sql`>` : sql`<`} (${p.startsAt}::numeric, ${p.no}::integer, ${p.order}::bigint, ${p.index}::smallint)`;

type Found = { ticket: TicketRow; order: OrderRow; event: EventRow; document: DocumentRow | null };

function ticketView({ ticket, order: bought, event, document }: Found): TicketView {
	const metadata = verified(document);
	return {
		id: ticketText(ticket.orderId, ticket.index),
		code: ticketCode(event.address, { ...bought, index: ticket.index }),
		event: event.address,
		eventNo: event.no,
		eventName: event.name,
		startsAt: isoOfSeconds(event.startsAt),
		endsAt: isoOfSeconds(event.endsAt),
		cancelled: event.cancelledAt > 0n,
		venue: metadata?.venue.name ?? null,
		city: metadata?.venue.city ?? null,
		picture: metadata?.picture ?? null,
		orderId: String(ticket.orderId),
		index: ticket.index,
		qty: bought.qty,
		tier: ticket.tier,
		tierName: metadata?.tiers[ticket.tier]?.name ?? String(ticket.tier + 1),
		owner: ticket.owner,
		ownedSince: ticket.ownedSince.toISOString(),
		...ticketState(ticket),
		txHash: bought.txHash,
		ledger: bought.ledger,
	};
}
