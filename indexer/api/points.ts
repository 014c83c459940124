import { createRoute, z } from '@hono/zod-openapi';
import { resource } from '#shared/service/problems.server.ts';
import { readCheckpoint } from '../models/checkpoint.ts';
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

type Kept = { ledger: number; body: Promise<string> };

/** What anybody computes all points from. It is long, so it is made once for a ledger, however many ask. */
export function pointRoutes({ read }: Deps) {
	let kept: Kept | null = null;
	const bodyAt = (ledger: number): Promise<string> => {
		if (kept?.ledger === ledger) return kept.body;
		const made: Kept = { ledger, body: read(pointTickets).then((found) => JSON.stringify(found)) };
		kept = made;
		made.body.catch(() => {
			if (kept === made) kept = null;
		});
		return made.body;
	};
	return resource().openapi(tickets, async (c) => {
		const { ledger } = await read(readCheckpoint);
		return c.body(await bodyAt(ledger), 200, { 'content-type': 'application/json' }) as never;
	});
}
