import { createRoute, z } from '@hono/zod-openapi';
import { json } from '#shared/service/json-content.server.ts';
import { problems } from '#shared/service/problems.server.ts';
import { availabilitySchema } from '../orders/availability-schema.ts';
import {
	chainContactSchema,
	contactSchema,
	createdSchema,
	linkSchema,
	newOrderSchema,
	orderSchema,
	ownOrdersSchema,
	reference,
	retrySchema,
} from '../orders/order-schemas.ts';

/** The longest wait for a change of an order, in seconds. */
const mostSeconds = 25;
const params = z.object({ reference });

/** The read token, for tools: the guard leaves it to the routes. */
const bearer = [{ readToken: [] }];
const theOrder = { description: 'The order.', ...json(orderSchema) };

export const create = createRoute({
	method: 'post',
	path: '/orders',
	summary: 'Hold tickets and ask a phone to pay for them',
	request: { body: { ...json(newOrderSchema), required: true } },
	responses: {
		...problems(400, 401, 404, 409, 429, 503),
		200: { description: 'This idempotency key’s order, made before.', ...json(createdSchema) },
		201: { description: 'A new order.', ...json(createdSchema) },
	},
});

export const own = createRoute({
	method: 'get',
	path: '/orders',
	summary:
		'The orders of the signed-in account, and those that name its proved numbers or addresses; newest first',
	security: [{ session: [] }],
	request: {
		query: z.object({
			cursor: z.string().max(60).optional().openapi({ description: '`next` of the page before' }),
		}),
	},
	responses: {
		...problems(400, 401, 403, 503),
		200: { description: 'At most 50 of each kind.', ...json(ownOrdersSchema) },
	},
});

export const read = createRoute({
	method: 'get',
	path: '/orders/{reference}',
	summary: 'An order, at once or when it has changed',
	security: bearer,
	request: {
		params,
		query: z.object({
			after: z.coerce
				.number()
				.int()
				.min(0)
				.optional()
				.openapi({ description: 'wait for a version above this one' }),
			wait: z.coerce
				.number()
				.min(0)
				.max(mostSeconds)
				.default(0)
				.openapi({ description: `seconds, at most ${mostSeconds}` }),
		}),
	},
	responses: { ...problems(400, 404, 503), 200: theOrder },
});

export const push = createRoute({
	method: 'post',
	path: '/orders/{reference}/push',
	summary: 'Ask a phone again, after a prompt that came to nothing',
	security: bearer,
	request: { params, body: { ...json(retrySchema), required: true } },
	responses: { ...problems(400, 404, 409, 429, 503), 200: theOrder },
});

export const cancel = createRoute({
	method: 'post',
	path: '/orders/{reference}/cancel',
	summary: 'Give the tickets back, where nothing can be paid any more',
	security: bearer,
	request: { params },
	responses: { ...problems(400, 404, 409, 503), 200: theOrder },
});

export const nameContacts = createRoute({
	method: 'put',
	path: '/orders/{reference}/contact',
	summary: 'Name who gets an order’s messages and opens it by a code; nobody: the number that pays',
	security: bearer,
	request: { params, body: { ...json(contactSchema), required: true } },
	responses: { ...problems(400, 404, 409, 429, 503), 200: theOrder },
});

export const nameChainContacts = createRoute({
	method: 'put',
	path: '/events/{event}/orders/{order}/contact',
	summary: 'The same for an order that a wallet of the account bought',
	security: [{ session: [] }],
	request: {
		params: z.object({
			event: z.string().max(60).openapi({ description: 'the event’s number or its contract’s address' }),
			order: z
				.string()
				.regex(/^\d{1,20}$/)
				.openapi({ description: 'its id on chain' }),
		}),
		body: { ...json(chainContactSchema), required: true },
	},
	responses: { ...problems(400, 401, 403, 404, 409, 429, 503), 204: { description: 'Named.' } },
});

export const openLink = createRoute({
	method: 'get',
	path: '/links/{code}',
	summary: 'Where the short link of a message leads; 404 LINK_UNKNOWN, 410 LINK_OVER',
	request: { params: z.object({ code: z.string().regex(/^[0-9A-Za-z]{10}$/) }) },
	responses: { ...problems(400, 404, 410, 429, 503), 200: { description: 'An order.', ...json(linkSchema) } },
});

export const availability = createRoute({
	method: 'get',
	path: '/events/{event}/availability',
	summary: 'What is left of an event for payment in shillings',
	request: {
		params: z.object({
			event: z.string().max(60).openapi({ description: 'the event’s number or its contract’s address' }),
		}),
	},
	responses: {
		...problems(400, 404, 503),
		200: { description: 'Its tiers.', ...json(z.object({ items: z.array(availabilitySchema) })) },
	},
});
