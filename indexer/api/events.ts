import { createRoute, z } from '@hono/zod-openapi';
import { resource } from '#shared/service/problems.server.ts';
import { eventRow } from '../models/events.ts';
import { dueSchema, duesOf } from '../views/dues.ts';
import { eventSchema, eventView } from '../views/event.ts';
import { eventList, eventOrders, eventSummarySchema, facets } from '../views/event-list.ts';
import { salesOf, salesSchema } from '../views/sales.ts';
import type { Deps } from './api-deps.ts';
import { ledgerQuery, pageOf, pageQuery, readCursor, wholeText, writeCursor } from './cursor.ts';
import { answer } from './problems.ts';

const eventParam = z.object({
	event: z.string().max(60).openapi({ description: 'its number or its contract’s address', example: '1' }),
});
const word = z.string().min(1).max(100).optional();
const time = z.iso.datetime({ offset: true }).optional();
const dateOf = (text: string | undefined): Date | undefined => (text ? new Date(text) : undefined);

const list = createRoute({
	method: 'get',
	path: '/events',
	summary: 'Events by when they start',
	request: {
		query: z.object({
			...pageQuery,
			...ledgerQuery,
			city: word,
			category: word,
			q: word.openapi({
				description:
					'finds an event whose text has, for each of these words, a word that begins with it; case, accents and apostrophes do not count',
			}),
			organizer: word,
			from: time.openapi({ description: 'ends no earlier than this' }),
			before: time.openapi({ description: 'ended before this' }),
			to: time.openapi({ description: 'begins no later than this' }),
			order: z.enum(eventOrders).default('soonest').openapi({ description: 'which one comes first' }),
		}),
	},
	responses: answer(pageOf(eventSummarySchema), 'A page of events.'),
});

const values = createRoute({
	method: 'get',
	path: '/facets',
	summary: 'Cities and categories of events that are not over',
	request: { query: z.object(ledgerQuery) },
	responses: answer(
		z.object({ cities: z.array(z.string()), categories: z.array(z.string()) }),
		'What the list can be filtered by.',
	),
});

const one = createRoute({
	method: 'get',
	path: '/events/{event}',
	summary: 'An event: terms, seats left, payees and what they are owed',
	request: { params: eventParam, query: z.object(ledgerQuery) },
	responses: answer(eventSchema, 'The event.'),
});

const sales = createRoute({
	method: 'get',
	path: '/events/{event}/sales',
	summary: 'An event’s sales over time',
	request: {
		params: eventParam,
		query: z.object({
			...ledgerQuery,
			bucket: z.enum(['hour', 'day']).default('day').openapi({ description: 'days are Nairobi’s' }),
			from: time,
			to: time,
		}),
	},
	responses: answer(z.object({ items: z.array(salesSchema) }), 'Buckets that hold a sale.'),
});

const dues = createRoute({
	method: 'get',
	path: '/dues',
	summary: 'Payees who are owed something now',
	request: {
		query: z.object({
			...ledgerQuery,
			atLeast: z
				.string()
				.regex(/^\d{1,30}$/)
				.default('1')
				.openapi({ description: 'stroops' }),
		}),
	},
	responses: answer(z.object({ items: z.array(dueSchema) }), 'Events with their unpaid payees.'),
});

/**
 * Events, their sales and what is owed. Amounts are stroops as decimal strings, times ISO 8601. Answers 404
 * EVENT_NOT_FOUND for an unknown event, 400 CURSOR_INVALID for a cursor of another list.
 */
export const eventRoutes = ({ read, progress }: Deps) =>
	resource()
		.openapi(list, async (c) => {
			const { cursor, limit, order, city, category, q, organizer, ...times } = c.req.valid('query');
			const position = readCursor(z.object({ startsAt: wholeText, no: z.int() }), cursor);
			const [from, before, to] = [times.from, times.before, times.to].map(dateOf);
			const filter = { city, category, text: q, organizer, from, before, to };
			const { items, next } = await read((db) => eventList(db, filter, order, position, limit));
			return c.json({ items, next: writeCursor(next) }, 200);
		})
		.openapi(values, async (c) => {
			const now = new Date(Number(progress.now) * 1000);
			return c.json(await read((db) => facets(db, now)), 200);
		})
		.openapi(one, async (c) => {
			const { event } = c.req.valid('param');
			const view = await read(async (db) => eventView(db, await eventRow(db, event), progress.now));
			return c.json(view, 200);
		})
		.openapi(sales, async (c) => {
			const { event } = c.req.valid('param');
			const { bucket, from, to } = c.req.valid('query');
			const items = await read(async (db) => {
				const { no } = await eventRow(db, event);
				return salesOf(db, no, { bucket, from: dateOf(from), to: dateOf(to) });
			});
			return c.json({ items }, 200);
		})
		.openapi(dues, async (c) => {
			const atLeast = BigInt(c.req.valid('query').atLeast);
			return c.json({ items: await read((db) => duesOf(db, progress.now, atLeast)) }, 200);
		});
