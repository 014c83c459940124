import { z } from '@hono/zod-openapi';
import { and, asc, eq, sql } from 'drizzle-orm';
import { checkpoint } from '../models/checkpoint.ts';
import { events } from '../models/events.ts';
import { orders } from '../models/orders-table.ts';
import { resales } from '../models/resales.ts';
import type { Reader } from '../models/schema.ts';
import { tickets } from '../models/tickets.ts';
import { tiers } from '../models/tiers.ts';
import { addressText, idText } from './json-values.ts';

const pointTicketSchema = z
	.object({
		event: addressText,
		order: idText,
		index: z.int(),
		buyer: addressText.openapi({
			description: 'who paid for it last; its points of the purchase are theirs',
		}),
		owner: addressText.openapi({ description: 'its points of attendance are theirs, once it is used' }),
		cancelled: z.boolean().openapi({ description: 'its event is' }),
		complimentary: z.boolean(),
		currency: z.int().openapi({ description: 'of the face price: 0 KES, 1 USD' }),
		face: z.string().openapi({ description: 'the face price in cents' }),
		state: z.enum(['valid', 'used', 'refunded']),
	})
	.openapi('PointTicket');

export const pointTicketsSchema = z
	.object({
		ledger: z.int().openapi({ description: 'all of this is as of this ledger' }),
		items: z.array(pointTicketSchema),
	})
	.openapi('PointTickets');

export type PointTickets = z.infer<typeof pointTicketsSchema>;

/** The last buyer of a ticket that was sold on; null where it never was. */
const lastBuyer = sql<string | null>`(SELECT r.buyer FROM ${resales} r
	WHERE r.event_no = ${tickets.eventNo} AND r.order_id = ${tickets.orderId} AND r.index = ${tickets.index}
	ORDER BY r.n DESC LIMIT 1)`;

/** Every ticket, with what its points follow from, at one ledger. */
export async function pointTickets(db: Reader): Promise<PointTickets> {
	const [read] = await db.select({ ledger: checkpoint.ledger }).from(checkpoint);
	const rows = await db
		.select({
			event: events.address,
			order: tickets.orderId,
			index: tickets.index,
			firstBuyer: orders.buyer,
			lastBuyer,
			owner: tickets.owner,
			cancelledAt: events.cancelledAt,
			complimentary: orders.complimentary,
			currency: tiers.faceCurrency,
			face: tiers.faceAmount,
			state: tickets.state,
		})
		.from(tickets)
		.innerJoin(events, eq(events.no, tickets.eventNo))
		.innerJoin(orders, and(eq(orders.eventNo, tickets.eventNo), eq(orders.id, tickets.orderId)))
		.innerJoin(tiers, and(eq(tiers.eventNo, tickets.eventNo), eq(tiers.index, tickets.tier)))
		.orderBy(asc(tickets.eventNo), asc(tickets.orderId), asc(tickets.index));
	const items = rows.map(({ firstBuyer, lastBuyer: last, cancelledAt, order, face, ...rest }) => ({
		...rest,
		order: String(order),
		buyer: last ?? firstBuyer,
		cancelled: cancelledAt > 0n,
		face: String(face),
	}));
	return { ledger: read?.ledger ?? 0, items };
}
