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

type Kept = { ledger: number; madeAt: number; body: Promise<string> };

/** How long an answer is good for others, too. Points count by the day. Milliseconds. */
const goodFor = 60_000;

/** What anybody computes all points from. It is long, so it is made once a minute at most, however many ask. */
export function pointRoutes({ read }: Deps, now: () => number = Date.now) {
	let kept: Kept | null = null;
	const bodyAt = (ledger: number): Promise<string> => {
		if (kept && (kept.ledger === ledger || now() - kept.madeAt < goodFor)) return kept.body;
		const made: Kept = {
			ledger,
			madeAt: now(),
			body: read(pointTickets).then((found) => JSON.stringify(found)),
		};
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
