import { createRoute, z } from '@hono/zod-openapi';
import { PassaError } from '#shared/errors.ts';
import { resource } from '#shared/service/problems.server.ts';
import { type EventRowError, eventRow } from '../models/events.ts';
import type { Reader } from '../models/schema.ts';
import { orderIs, orderOfCode, orderPage, orderSchema, orderViews } from '../views/order.ts';
import { type OrderWithTimes, orderWithTimes, orderWithTimesSchema } from '../views/order-with-times.ts';
import type { Deps } from './api-deps.ts';
import {
	type CursorError,
	ledgerQuery,
	pageOf,
	pageQuery,
	readCursor,
	wholeText,
	writeCursor,
} from './cursor.ts';
import { problems } from './problems.ts';

const event = z.string().max(60).openapi({ description: 'the event’s number or its contract’s address' });
const id = z
	.string()
	.regex(/^\d{1,18}$/)
	.openapi({ description: 'the order’s id on chain', example: '123456789012345678' });

const byId = createRoute({
	method: 'get',
	path: '/orders/{id}',
	summary: 'An order: tickets, and each payee’s share of it, with the time it was paid',
	request: {
		params: z.object({ id }),
		query: z.object({
			...ledgerQuery,
			event: event.optional().openapi({
				description: 'ids are unique within an event: name the event where two have this id',
			}),
		}),
	},
	responses: {
		...problems,
		200: { description: 'The order.', content: { 'application/json': { schema: orderWithTimesSchema } } },
		409: { ...problems[400], description: 'Several events have an order of this id: name the event.' },
	},
});

const ofEvent = createRoute({
	method: 'get',
	path: '/events/{event}/orders',
	summary: 'An event’s orders, newest first',
	request: {
		params: z.object({ event }),
		query: z.object({
			...pageQuery,
			...ledgerQuery,
			code: z.string().max(40).optional().openapi({
				description: 'a ticket’s short code, as people write it: the order that has it alone',
			}),
		}),
	},
	responses: {
		...problems,
		200: {
			description: 'A page of orders.',
			content: { 'application/json': { schema: pageOf(orderSchema) } },
		},
	},
});

export type OrderRouteError = EventRowError | CursorError | PassaError<'ORDER_NOT_FOUND' | 'ORDER_AMBIGUOUS'>;

/**
 * An order by its id, and an event's orders. Amounts are stroops as decimal strings. Answers with OrderRouteError: 404
 * for an unknown event or order, 409 if two events have an order of this id.
 */
export const orderRoutes = ({ read }: Deps) =>
	resource()
		.openapi(byId, async (c) => {
			const { event } = c.req.valid('query');
			return c.json(await read((db) => onlyOrder(db, c.req.valid('param').id, event)), 200);
		})
		.openapi(ofEvent, async (c) => {
			const { event } = c.req.valid('param');
			const { cursor, limit, code } = c.req.valid('query');
			const { items, next } = await read(async (db) => {
				const { no, address } = await eventRow(db, event);
				if (code !== undefined) return { items: await orderOfCode(db, no, address, code), next: null };
				const position = readCursor(z.object({ n: wholeText, position: z.int() }), cursor);
				return orderPage(db, no, position, limit);
			});
			return c.json({ items, next: writeCursor(next) }, 200);
		});

async function onlyOrder(db: Reader, id: string, event: string | undefined): Promise<OrderWithTimes> {
	const no = event === undefined ? null : (await eventRow(db, event)).no;
	const found = await orderViews(db, orderIs(no, BigInt(id)), 2);
	if (found.length === 0) {
		throw new PassaError('ORDER_NOT_FOUND', `There is no order ${id} here.`, { status: 404 });
	}
	if (found.length > 1) {
		throw new PassaError('ORDER_AMBIGUOUS', `Several events have an order ${id}: add ?event=`, {
			status: 409,
		});
	}
	return orderWithTimes(db, found[0]!);
}
