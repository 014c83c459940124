import { createRoute, z } from '@hono/zod-openapi';
import type { Context } from 'hono';
import type { Logger } from 'pino';
import type { Clock } from '#shared/clock.ts';
import type { Guarded } from '#shared/service/guard.server.ts';
import { json } from '#shared/service/json-content.server.ts';
import { problems, resource } from '#shared/service/problems.server.ts';
import { guardianActKinds } from '../models/guardian-acts.ts';
import { findEvent } from '../orders/find-event.ts';
import { agreeToAct, askGuardianAct, beginSigning, withdrawAct } from './ask-guardian-act.ts';
import { actView, eventStatus, openActs, payoutView, type StandDeps } from './event-status.ts';
import {
	guardianActSchema,
	note,
	openActSchema,
	payoutRequestSchema,
	standSchema,
} from './intervention-schemas.ts';
import { requestPayout } from './request-payout.ts';

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

const ask = createRoute({
	method: 'post',
	path: '/review/events/{event}/acts',
	summary: 'Ask for an act of the guardian, whose wallet signs it; a freeze takes a second person first',
	security,
	request: {
		params,
		body: {
			...json(
				z
					.strictObject({
						act: z.enum(guardianActKinds),
						hours: z.int().min(1).max(168).nullable().default(null).openapi({ description: 'of a freeze' }),
						note,
					})
					.openapi('WantedGuardianAct'),
			),
			required: true,
		},
	},
	responses: {
		...problems(400, 401, 403, 404, 409, 503),
		201: { description: 'It may be signed, or waits for a second person.', ...json(guardianActSchema) },
	},
});

const listOpen = createRoute({
	method: 'get',
	path: '/review/acts',
	summary: 'Acts that wait for a second person or for the guardian’s wallet',
	security,
	responses: {
		...problems(401, 403, 503),
		200: { description: 'The oldest first.', ...json(z.object({ items: z.array(openActSchema) })) },
	},
});

/** A move of an open act. */
const moving = {
	method: 'post' as const,
	security,
	request: { params: z.object({ id: z.uuid() }) },
	responses: {
		...problems(400, 401, 403, 404, 409, 503),
		200: { description: 'The act.', ...json(guardianActSchema) },
	},
};
const agree = createRoute({
	...moving,
	path: '/review/acts/{id}/agree',
	summary: 'Agree to another person’s freeze',
});
const withdraw = createRoute({
	...moving,
	path: '/review/acts/{id}/withdraw',
	summary: 'Withdraw an act that the guardian has not signed',
});
const sign = createRoute({
	...moving,
	path: '/review/acts/{id}/sign',
	summary: 'Open the guardian’s wallet for an act: what it signs',
});

type Deps = StandDeps & { clock: Clock; log: Logger; assertStarted?(): void };

/** What support does about events. */
export const interventionRoutes = (deps: Deps) =>
	resource<Guarded>()
		.openapi(read, async (c) => {
			deps.assertStarted?.();
			const found = await findEvent(deps.db, c.req.valid('param').event);
			return c.json(await eventStatus(deps, found, personOf(c)), 200);
		})
		.openapi(pay, async (c) => {
			deps.assertStarted?.();
			const found = await findEvent(deps.db, c.req.valid('param').event);
			const { payee, note } = c.req.valid('json');
			const wanted = { event: found.event, payee, note, by: personOf(c) };
			return c.json(payoutView(await requestPayout(deps, wanted)), 201);
		})
		.openapi(ask, async (c) => {
			deps.assertStarted?.();
			const { event } = await findEvent(deps.db, c.req.valid('param').event);
			const by = personOf(c);
			const made = await askGuardianAct(deps, { ...c.req.valid('json'), event, by });
			deps.log.info(
				{ id: made.id, act: made.act, event, by, state: made.state },
				'support asked the guardian',
			);
			return c.json(actView(made, by), 201);
		})
		.openapi(listOpen, async (c) => c.json({ items: await openActs(deps.db, personOf(c)) }, 200))
		.openapi(agree, async (c) => {
			const by = personOf(c);
			return c.json(actView(await agreeToAct(deps, c.req.valid('param').id, by), by), 200);
		})
		.openapi(withdraw, async (c) => {
			const by = personOf(c);
			return c.json(actView(await withdrawAct(deps, c.req.valid('param').id, by), by), 200);
		})
		.openapi(sign, async (c) => {
			const by = personOf(c);
			return c.json(actView(await beginSigning(deps, c.req.valid('param').id, by), by), 200);
		});

/** The person, not the account acted for. */
const personOf = (c: Context<Guarded>): string => c.get('session')!.by;
