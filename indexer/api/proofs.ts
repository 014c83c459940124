import { createRoute, z } from '@hono/zod-openapi';
import { resource } from '#shared/service/problems.server.ts';
import { eventProof, eventProofSchema } from '../views/event-proof.ts';
import type { Deps } from './api-deps.ts';
import { ledgerQuery } from './cursor.ts';
import { answer } from './problems.ts';

const ofEvent = createRoute({
	method: 'get',
	path: '/proof/events/{id}',
	summary: 'What proves an event on chain, also after all nodes have dropped its ledger',
	request: {
		params: z.object({
			id: z.string().max(40).openapi({ description: 'of the event on chain, as getEvents names it' }),
		}),
		query: z.object(ledgerQuery),
	},
	responses: answer(eventProofSchema, 'The event and its proof.'),
});

/** Answers with EVENT_NOT_FOUND for an id that is none of ours. */
export const proofRoutes = ({ read }: Deps) =>
	resource().openapi(ofEvent, async (c) =>
		c.json(await read((db) => eventProof(db, c.req.valid('param').id)), 200),
	);
