import { z } from '@hono/zod-openapi';
import { and, asc, eq, type SQL, sql } from 'drizzle-orm';
import { pictureSchema } from '#shared/picture-schema.ts';
import { documents } from '../models/documents.ts';
import { events } from '../models/events.ts';
import type { Reader } from '../models/schema.ts';
import { tickets } from '../models/tickets.ts';
import { verified } from './event.ts';
import { addressText, idText, isoOf, isoTime, ticketText } from './json-values.ts';

export const ticketSchema = z
	.object({
		id: idText,
		event: addressText,
		eventNo: z.int(),
		eventName: z.string(),
		startsAt: isoTime,
		endsAt: isoTime,
		venue: z.string().nullable(),
		city: z.string().nullable(),
		picture: pictureSchema.nullable(),
		orderId: idText,
		index: z.int(),
		tier: z.int(),
		tierName: z.string(),
		owner: addressText,
		ownedSince: isoTime,
	})
	.openapi('Ticket');

export type TicketView = z.infer<typeof ticketSchema>;
export type TicketPosition = { startsAt: string; no: number; order: string; index: number };

/** An owner's tickets, next event first, after `position`. */
export async function ticketsOf(
	db: Reader,
	owner: string,
	position: TicketPosition | null,
	limit: number,
): Promise<{ items: TicketView[]; next: TicketPosition | null }> {
	const found = await db
		.select({ ticket: tickets, event: events, document: documents })
		.from(tickets)
		.innerJoin(events, eq(events.no, tickets.eventNo))
		.leftJoin(documents, eq(documents.hash, events.metadataHash))
		.where(and(eq(tickets.owner, owner), position ? after(position) : undefined))
		.orderBy(asc(events.startsAt), asc(tickets.eventNo), asc(tickets.orderId), asc(tickets.index))
		.limit(limit);
	const items = found.map(({ ticket, event, document }): TicketView => {
		const metadata = verified(document);
		return {
			id: ticketText(ticket.orderId, ticket.index),
			event: event.address,
			eventNo: event.no,
			eventName: event.name,
			startsAt: isoOf(event.startsAt),
			endsAt: isoOf(event.endsAt),
			venue: metadata?.venue.name ?? null,
			city: metadata?.venue.city ?? null,
			picture: metadata?.picture ?? null,
			orderId: String(ticket.orderId),
			index: ticket.index,
			tier: ticket.tier,
			tierName: metadata?.tiers[ticket.tier]?.name ?? String(ticket.tier + 1),
			owner: ticket.owner,
			ownedSince: ticket.ownedSince.toISOString(),
		};
	});
	const last = found.length === limit ? found.at(-1)! : null;
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

const after = (p: TicketPosition): SQL =>
	sql`(${events.startsAt}, ${tickets.eventNo}, ${tickets.orderId}, ${tickets.index}) > (${p.startsAt}::numeric, ${p.no}::integer, ${p.order}::bigint, ${p.index}::smallint)`;
