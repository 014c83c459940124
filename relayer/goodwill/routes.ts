import { createRoute, z } from '@hono/zod-openapi';
import { bearer, type Guarded } from '#shared/service/guard.server.ts';
import { json } from '#shared/service/json-content.server.ts';
import { problems, resource } from '#shared/service/problems.server.ts';
import { eventOfTeam } from '../orders/event-of-team.ts';
import type { FindEventError } from '../orders/find-event.ts';
import { type OrderByTokenError, orderByToken } from '../orders/order-by-token.ts';
import type { OrderDeps } from '../orders/order-deps.ts';
import { reference } from '../orders/order-schemas.ts';
import { type DeclineRequestError, declineRequest } from './decline-request.ts';
import { offeredSchema, ownRequestSchema, requestSchema, wantedTickets, words } from './goodwill-schemas.ts';
import { type GoodwillDeps, type OfferGoodwillError, offerGoodwill } from './offer-goodwill.ts';
import { ownRequest } from './own-request.ts';
import { type RequestGoodwillError, requestGoodwill, withdrawRequest } from './request-goodwill.ts';
import { requestsOfEvent } from './requests-of-event.ts';

const body = <T extends z.ZodType>(schema: T) => ({ ...json(schema), required: true });
const security = [{ session: [] }];
const holder = [{ readToken: [] }];
const eventNamed = z.string().max(60).openapi({ description: 'its number or its contract’s address' });
const theRequest = {
	description: 'The newest request of the order; null if there is none.',
	...json(z.object({ request: ownRequestSchema.nullable() })),
};

const ask = createRoute({
	method: 'post',
	path: '/orders/{reference}/refund-request',
	summary: 'Ask the organizer to give tickets back after the date of the event’s terms',
	security: holder,
	request: {
		params: z.object({ reference }),
		body: body(z.strictObject({ tickets: wantedTickets, note: words }).openapi('NewRefundRequest')),
	},
	responses: { ...problems(400, 404, 409, 503), 201: theRequest },
});

const read = createRoute({
	method: 'get',
	path: '/orders/{reference}/refund-request',
	summary: 'What was asked of the organizer, and the answer',
	security: holder,
	request: { params: z.object({ reference }) },
	responses: { ...problems(400, 404, 503), 200: theRequest },
});

const withdraw = createRoute({
	method: 'delete',
	path: '/orders/{reference}/refund-request',
	summary: 'Ask no more',
	security: holder,
	request: { params: z.object({ reference }) },
	responses: { ...problems(400, 404, 409, 503), 200: theRequest },
});

const list = createRoute({
	method: 'get',
	path: '/events/{event}/refund-requests',
	summary: 'What fans asked for after the date of the event’s terms, open ones first, at most 200',
	security,
	request: { params: z.object({ event: eventNamed }) },
	responses: {
		...problems(401, 403, 404, 503),
		200: { description: 'The requests.', ...json(z.object({ items: z.array(requestSchema) })) },
	},
});

const offer = createRoute({
	method: 'post',
	path: '/events/{event}/goodwill',
	summary: 'Prepare a refund after the date of the event’s terms; its organizer’s wallet signs it',
	security,
	request: {
		params: z.object({ event: eventNamed }),
		body: body(
			z
				.strictObject({
					reference,
					tickets: wantedTickets,
					note: words.optional(),
					request: z.uuid().optional().openapi({ description: 'the fan’s request that it answers' }),
				})
				.openapi('NewGoodwill'),
		),
	},
	responses: {
		...problems(400, 401, 403, 404, 409, 503),
		201: { description: 'What it costs whom, and what the organizer signs.', ...json(offeredSchema) },
	},
});

const decline = createRoute({
	method: 'post',
	path: '/events/{event}/refund-requests/{id}/decline',
	summary: 'Give nothing back, and say why',
	security,
	request: {
		params: z.object({ event: eventNamed, id: z.uuid() }),
		body: body(z.strictObject({ reason: words }).openapi('DeclinedRequest')),
	},
	responses: {
		...problems(400, 401, 403, 404, 409, 503),
		200: {
			description: 'It is declined, and the fan is told.',
			...json(z.object({ id: z.string(), state: z.literal('declined') })),
		},
	},
});

export type GoodwillRoutesError =
	| FindEventError
	| OrderByTokenError
	| RequestGoodwillError
	| OfferGoodwillError
	| DeclineRequestError;

/** Refunds after the date: fans ask, the organizer signs. Answers with GoodwillRoutesError. */
export const goodwillRoutes = (deps: GoodwillDeps & Pick<OrderDeps, 'assertStarted'>) =>
	resource<Guarded>()
		.openapi(ask, async (c) => {
			const order = await orderByToken(deps.db, c.req.valid('param').reference, bearer(c));
			deps.assertStarted?.();
			const { tickets = null, note } = c.req.valid('json');
			await requestGoodwill(deps, order, { tickets, note });
			return c.json({ request: await ownRequest(deps.db, order.no) }, 201);
		})
		.openapi(read, async (c) => {
			const order = await orderByToken(deps.db, c.req.valid('param').reference, bearer(c));
			return c.json({ request: await ownRequest(deps.db, order.no) }, 200);
		})
		.openapi(withdraw, async (c) => {
			const order = await orderByToken(deps.db, c.req.valid('param').reference, bearer(c));
			await withdrawRequest(deps, order.no);
			return c.json({ request: await ownRequest(deps.db, order.no) }, 200);
		})
		.openapi(list, async (c) => {
			const { event } = await eventOfTeam(deps.db, c.get('session'), c.req.valid('param').event);
			return c.json({ items: await requestsOfEvent(deps.db, event.event) }, 200);
		})
		.openapi(offer, async (c) => {
			const { event, session } = await eventOfTeam(deps.db, c.get('session'), c.req.valid('param').event);
			deps.assertStarted?.();
			const { reference: name, tickets = null, note = null, request = null } = c.req.valid('json');
			const { cost, call, ...offered } = await offerGoodwill(
				deps,
				{ event: event.event, account: session.by },
				{ reference: name, tickets, note, request },
			);
			const { pays, holds, missing, payees } = cost;
			const shown = {
				...{ pays: String(pays), holds: String(holds), missing: String(missing) },
				payees: payees.map(({ loses, has }) => ({ loses: String(loses), has: String(has) })),
			};
			return c.json(
				{
					...{ tickets: offered.tickets, amountKes: String(offered.amountKes), cost: shown },
					call: call && { envelope: call.envelope, fee: String(call.fee) },
				},
				201,
			);
		})
		.openapi(decline, async (c) => {
			const { event: wanted, id } = c.req.valid('param');
			const { event, session } = await eventOfTeam(deps.db, c.get('session'), wanted);
			const { reason } = c.req.valid('json');
			await declineRequest(deps, event.event, id, { reason, by: session.by });
			return c.json({ id, state: 'declined' as const }, 200);
		});
