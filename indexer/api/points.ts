import { createRoute, z } from '@hono/zod-openapi';
import { resource } from '#shared/service/problems.server.ts';
import { pointTickets, pointTicketsSchema } from '../views/point-tickets.ts';
import type { Deps } from './api-deps.ts';
import { ledgerQuery } from './cursor.ts';
import { problems } from './problems.ts';

const tickets = createRoute({
	method: 'get',
	path: '/points/tickets',
	summary: 'All tickets, with what points follow from by the rule in shared/loyalty',
	request: { query: z.object(ledgerQuery) },
	responses: {
		...problems,
		200: {
			description: 'As of one ledger.',
			content: { 'application/json': { schema: pointTicketsSchema } },
		},
	},
});

/** What anybody computes all points from. */
export const pointRoutes = ({ read }: Deps) =>
	resource().openapi(tickets, async (c) => c.json(await read(pointTickets), 200));
