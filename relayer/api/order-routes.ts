import { createRoute, z } from '@hono/zod-openapi';
import { problems } from '#shared/service/problems.server.ts';
import {
	availabilitySchema,
	createdSchema,
	newOrderSchema,
	orderSchema,
	ownOrderSchema,
	reference,
	retrySchema,
} from '../orders/order-schemas.ts';

/** A JSON body or answer, for a route's description. */
export const json = <T extends z.ZodType>(schema: T) => ({ content: { 'application/json': { schema } } });

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
	summary: 'The orders of the signed-in account, newest first',
	security: [{ session: [] }],
	responses: {
		...problems(401, 403, 503),
		200: { description: 'At most 50.', ...json(z.object({ items: z.array(ownOrderSchema) })) },
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
