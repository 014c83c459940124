import { createRoute, z } from '@hono/zod-openapi';
import { resource } from '#shared/service/problems.server.ts';
import { ticketSchema, ticketsOf } from '../views/ticket.ts';
import type { Deps } from './api-deps.ts';
import { ledgerQuery, pageOf, pageQuery, readCursor, wholeText, writeCursor } from './cursor.ts';
import { problems } from './problems.ts';

const owner = z.string().max(80).openapi({ description: 'a Stellar address' });

const tickets = createRoute({
	method: 'get',
	path: '/tickets',
	summary: 'An owner’s tickets, next event first',
	request: { query: z.object({ ...pageQuery, ...ledgerQuery, owner }) },
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
export const ticketRoutes = ({ db }: Deps) =>
	resource().openapi(tickets, async (c) => {
		const query = c.req.valid('query');
		const { items, next } = await ticketsOf(db, query.owner, readCursor(position, query.cursor), query.limit);
		return c.json({ items, next: writeCursor(next) }, 200);
	});
