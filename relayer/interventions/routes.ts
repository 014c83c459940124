import { createRoute, z } from '@hono/zod-openapi';
import type { Clock } from '#shared/clock.ts';
import { PassaError } from '#shared/errors.ts';
import type { Guarded } from '#shared/service/guard.server.ts';
import { problems, resource } from '#shared/service/problems.server.ts';
import { findEvent } from '../orders/find-event.ts';
import { eventStand, payoutView, type StandDeps } from './event-stand.ts';
import { note, payoutRequestSchema, standSchema } from './intervention-schemas.ts';
import { requestPayout } from './request-payout.ts';

const json = <T extends z.ZodType>(schema: T) => ({ content: { 'application/json': { schema } } });
const params = z.object({
	event: z.string().max(60).openapi({ description: 'its number or its contract’s address' }),
});
const security = [{ session: [] }];

const read = createRoute({
	method: 'get',
	path: '/review/events/{event}',
	summary: 'How an event stands on chain, what its receivers are due, and what support did about it',
	security,
	request: { params },
	responses: {
		...problems(400, 401, 403, 404, 503),
		200: { description: 'The event.', ...json(standSchema) },
	},
});

const pay = createRoute({
	method: 'post',
	path: '/review/events/{event}/payouts',
	summary: 'Pay what is due of an event, or of one payee of it, now',
	security,
	request: {
		params,
		body: {
			...json(
				z
					.strictObject({
						payee: z
							.int()
							.min(0)
							.max(31)
							.nullable()
							.openapi({ description: 'its place in the terms; null: all' }),
						note,
					})
					.openapi('WantedPayout'),
			),
			required: true,
		},
	},
	responses: {
		...problems(400, 401, 403, 404, 503),
		201: {
			description: 'It is carried out; one that is open already is the answer.',
			...json(payoutRequestSchema),
		},
	},
});

type Deps = StandDeps & { clock: Clock; assertStarted?(): void };

/** What support does about events. */
export const interventionRoutes = (deps: Deps) =>
	resource<Guarded>()
		.openapi(read, async (c) => {
			deps.assertStarted?.();
			return c.json(await eventStand(deps, await findEvent(deps.db, c.req.valid('param').event)), 200);
		})
		.openapi(pay, async (c) => {
			deps.assertStarted?.();
			const found = await findEvent(deps.db, c.req.valid('param').event);
			const { payee, note } = c.req.valid('json');
			const { receivers } = await eventStand(deps, found);
			if (payee !== null && !receivers.some((each) => each.payee === payee))
				throw new PassaError('PAYEE_UNKNOWN', `This event has no payee ${payee}.`, { status: 404 });
			const wanted = { event: found.event, payee, note, by: c.get('session')!.by };
			return c.json(payoutView(await requestPayout(deps, wanted)), 201);
		});
