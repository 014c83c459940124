import { createRoute, z } from '@hono/zod-openapi';
import { json } from '#shared/service/json-content.server.ts';
import { problems } from '#shared/service/problems.server.ts';
import { entryList } from '../gate/entry-list.ts';
import { readinessOf } from '../gate/readiness.ts';
import { entryListSchema, readinessSchema, venueSchema } from '../gate/venue-schemas.ts';
import { venueView } from '../gate/venue-view.ts';
import { eventOfTeam } from '../orders/event-of-team.ts';
import { type Deps, guarded } from './api-deps.ts';
import { emergencyRoutes } from './emergency-routes.ts';

const event = z.string().max(60).openapi({ description: 'its number or its contract’s address' });
const security = [{ session: [] }];

const live = createRoute({
	method: 'get',
	path: '/events/{event}/venue',
	summary: 'What happens at the gates: attendance, speed, refusals, conflicts, and the audit of entries',
	security,
	request: { params: z.object({ event }) },
	responses: {
		...problems(400, 401, 403, 404, 503),
		200: { description: 'As of now.', ...json(venueSchema) },
	},
});

const list = createRoute({
	method: 'get',
	path: '/events/{event}/entries/list',
	summary: 'Every ticket that came in: which, where, when and how. It names nobody',
	security,
	request: { params: z.object({ event }) },
	responses: {
		...problems(400, 401, 403, 404, 503),
		200: { description: 'In the order of the entries.', ...json(entryListSchema) },
	},
});

const ready = createRoute({
	method: 'get',
	path: '/events/{event}/readiness',
	summary: 'What Passa itself needs on the day: fresh statements, and fees for entries on chain',
	security,
	request: { params: z.object({ event }) },
	responses: {
		...problems(400, 401, 403, 404, 503),
		200: { description: 'As of now.', ...json(readinessSchema) },
	},
});

/** What organizers and supervisors read while and after people come in. Each asks for a session that names the event. */
export function venueRoutes(deps: Deps) {
	return guarded()
		.openapi(live, async (c) => {
			const { event } = await eventOfTeam(deps.db, c.get('session'), c.req.valid('param').event);
			return c.json(await venueView(deps, event.event), 200);
		})
		.openapi(list, async (c) => {
			const { event } = await eventOfTeam(deps.db, c.get('session'), c.req.valid('param').event);
			return c.json(await entryList(deps, event.event), 200);
		})
		.openapi(ready, async (c) => {
			await eventOfTeam(deps.db, c.get('session'), c.req.valid('param').event);
			const { statement, signer } = await readinessOf(deps, deps.gateAccount);
			const readAt = statement.readAt?.toISOString() ?? null;
			return c.json({ statement: { ...statement, readAt }, signer }, 200);
		})
		.route('/', emergencyRoutes(deps));
}
