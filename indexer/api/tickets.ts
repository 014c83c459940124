import { createRoute, z } from '@hono/zod-openapi';
import { resource } from '#shared/service/problems.server.ts';
import { eventOrders } from '../views/event-list.ts';
import { ticketSchema, ticketsOf } from '../views/ticket.ts';
import type { Deps } from './api-deps.ts';
import { ledgerQuery, pageOf, pageQuery, readCursor, wholeText, writeCursor } from './cursor.ts';
import { problems } from './problems.ts';

const owner = z.string().max(80).openapi({ description: 'a Stellar address' });

const time = z.iso.datetime({ offset: true }).optional();

const tickets = createRoute({
	method: 'get',
	path: '/tickets',
	summary: 'An owner’s tickets by when their events start',
	request: {
		query: z.object({
			...pageQuery,
			...ledgerQuery,
			owner,
			from: time.openapi({ description: 'of events that end no earlier than this' }),
			before: time.openapi({ description: 'of events that ended before this' }),
			state: z
				.enum(['held', 'refunded'])
				.default('held')
				.openapi({ description: 'refunded: those that this owner gave back' }),
			order: z.enum(eventOrders).default('soonest').openapi({ description: 'which event comes first' }),
		}),
	},
	responses: {
		...problems,
		200: {
			description: 'A page of tickets.',
			content: { 'application/json': { schema: pageOf(ticketSchema) } },
		},
	},
});

const position = z.object({ startsAt: wholeText, no: z.int(), order: wholeText, index: z.int() });

/** An owner's tickets, in pages. An unknown owner has an empty list; 400 CURSOR_INVALID for a cursor of another list. */
export const ticketRoutes = ({ read }: Deps) =>
	resource().openapi(tickets, async (c) => {
		const { cursor, limit, order, ...query } = c.req.valid('query');
		const [from, before] = [query.from, query.before].map((text) => (text ? new Date(text) : undefined));
		const filter = { owner: query.owner, from, before, refunded: query.state === 'refunded' };
		const { items, next } = await read((db) =>
			ticketsOf(db, filter, order, readCursor(position, cursor), limit),
		);
		return c.json({ items, next: writeCursor(next) }, 200);
	});
