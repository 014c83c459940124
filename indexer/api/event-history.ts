import { createRoute, z } from '@hono/zod-openapi';
import { resource } from '#shared/service/problems.server.ts';
import { type EventRow, eventRow } from '../models/events.ts';
import type { Reader } from '../models/schema.ts';
import { commissionsOf, creatorSchema, creatorsOf } from '../views/creator.ts';
import {
	changeSchema,
	changesOf,
	owedOf,
	owedSchema,
	topUpSchema,
	topUpsOf,
} from '../views/event-history.ts';
import { moneyReport, moneyReportSchema } from '../views/money-report.ts';
import { refundPage, refundSchema } from '../views/refund.ts';
import { refundProgress, refundProgressSchema } from '../views/refund-progress.ts';
import { listingPage, listingSchema, resalePage, resaleSchema } from '../views/resale.ts';
import type { Deps } from './api-deps.ts';
import { ledgerQuery, pageOf, pageQuery, readCursor, wholeText, writeCursor } from './cursor.ts';
import { answer } from './problems.ts';

const event = z.object({
	event: z.string().max(60).openapi({ description: 'its number or its contract’s address' }),
});
const address = z.object({ address: z.string().max(80).openapi({ description: 'a Stellar address' }) });

const all = <T extends z.ZodType>(item: T) => z.object({ items: z.array(item) });

const creatorsOfEvent = createRoute({
	method: 'get',
	path: '/events/{event}/creators',
	summary: 'Creators who earn with an event: rate, earnings, payouts',
	request: { params: event, query: z.object(ledgerQuery) },
	responses: answer(all(creatorSchema), 'The creators.'),
});

const creator = createRoute({
	method: 'get',
	path: '/creators/{address}',
	summary: 'What a creator earns, event by event',
	request: { params: address, query: z.object(ledgerQuery) },
	responses: answer(all(creatorSchema), 'The creator’s account in each event.'),
});

const refunds = createRoute({
	method: 'get',
	path: '/events/{event}/refunds',
	summary: 'An event’s refunds and reversals, newest first',
	request: { params: event, query: z.object({ ...pageQuery, ...ledgerQuery }) },
	responses: answer(pageOf(refundSchema), 'A page of refunds.'),
});

const refundsSoFar = createRoute({
	method: 'get',
	path: '/events/{event}/refund-progress',
	summary:
		'How far a cancelled event’s buyers have their money back, by rail; before it, what a cancel takes',
	request: { params: event, query: z.object(ledgerQuery) },
	responses: answer(refundProgressSchema, 'The numbers.'),
});

const listings = createRoute({
	method: 'get',
	path: '/events/{event}/listings',
	summary: 'Tickets that their holders offer, the cheapest first',
	request: { params: event, query: z.object({ ...pageQuery, ...ledgerQuery }) },
	responses: answer(pageOf(listingSchema), 'A page of tickets for sale.'),
});

const resales = createRoute({
	method: 'get',
	path: '/events/{event}/resales',
	summary: 'Tickets that were sold on, newest first',
	request: { params: event, query: z.object({ ...pageQuery, ...ledgerQuery }) },
	responses: answer(pageOf(resaleSchema), 'A page of resales.'),
});

const changes = createRoute({
	method: 'get',
	path: '/events/{event}/changes',
	summary: 'How an event’s terms changed, newest first',
	request: { params: event, query: z.object(ledgerQuery) },
	responses: answer(all(changeSchema), 'The changes.'),
});

const topUps = createRoute({
	method: 'get',
	path: '/events/{event}/top-ups',
	summary: 'What the organizer put in for refunds and got back, newest first',
	request: { params: event, query: z.object(ledgerQuery) },
	responses: answer(all(topUpSchema), 'The top-ups.'),
});

const money = createRoute({
	method: 'get',
	path: '/events/{event}/money',
	summary: 'Where an event’s money came from and went, and whether what happened adds up to its totals',
	request: { params: event, query: z.object(ledgerQuery) },
	responses: answer(moneyReportSchema, 'The sums.'),
});

const owedByEvent = createRoute({
	method: 'get',
	path: '/events/{event}/owed',
	summary: 'What an event could not deliver, by receiver',
	request: { params: event, query: z.object(ledgerQuery) },
	responses: answer(all(owedSchema), 'The amounts.'),
});

const owedTo = createRoute({
	method: 'get',
	path: '/owed/{address}',
	summary: 'What waits for an address to fetch it, event by event',
	request: { params: address, query: z.object(ledgerQuery) },
	responses: answer(all(owedSchema), 'The amounts.'),
});

const byNumber = z.object({ n: wholeText });
const byPrice = z.object({ price: wholeText, order: wholeText, index: z.int() });

type EventCall = { req: { valid(part: 'param'): { event: string } } };

/**
 * What happens in an event's life beside its sales: creators, refunds, resales, changes of terms, top-ups, amounts owed.
 * Amounts are stroops as decimal strings. Answers 404 EVENT_NOT_FOUND, 400 CURSOR_INVALID.
 */
export const eventHistoryRoutes = ({ read, progress }: Deps) => {
	const ofEvent = <T>(c: EventCall, work: (db: Reader, event: EventRow) => Promise<T>): Promise<T> =>
		read(async (db) => work(db, await eventRow(db, c.req.valid('param').event)));
	return resource()
		.openapi(creatorsOfEvent, async (c) =>
			c.json({ items: await ofEvent(c, (db, event) => creatorsOf(db, event, progress.now)) }, 200),
		)
		.openapi(creator, async (c) =>
			c.json(
				{ items: await read((db) => commissionsOf(db, c.req.valid('param').address, progress.now)) },
				200,
			),
		)
		.openapi(refunds, async (c) => {
			const { cursor, limit } = c.req.valid('query');
			const { items, next } = await ofEvent(c, (db, { no }) =>
				refundPage(db, no, readCursor(byNumber, cursor), limit),
			);
			return c.json({ items, next: writeCursor(next) }, 200);
		})
		.openapi(refundsSoFar, async (c) => c.json(await ofEvent(c, refundProgress), 200))
		.openapi(listings, async (c) => {
			const { cursor, limit } = c.req.valid('query');
			const { items, next } = await ofEvent(c, (db, event) =>
				listingPage(db, event, progress.now, readCursor(byPrice, cursor), limit),
			);
			return c.json({ items, next: writeCursor(next) }, 200);
		})
		.openapi(resales, async (c) => {
			const { cursor, limit } = c.req.valid('query');
			const { items, next } = await ofEvent(c, (db, { no }) =>
				resalePage(db, no, readCursor(byNumber, cursor), limit),
			);
			return c.json({ items, next: writeCursor(next) }, 200);
		})
		.openapi(changes, async (c) =>
			c.json({ items: await ofEvent(c, (db, { no }) => changesOf(db, no)) }, 200),
		)
		.openapi(topUps, async (c) => c.json({ items: await ofEvent(c, (db, { no }) => topUpsOf(db, no)) }, 200))
		.openapi(money, async (c) =>
			c.json(await ofEvent(c, (db, row) => moneyReport(db, row, progress.now)), 200),
		)
		.openapi(owedByEvent, async (c) =>
			c.json({ items: await ofEvent(c, (db, { no }) => owedOf(db, { eventNo: no })) }, 200),
		)
		.openapi(owedTo, async (c) =>
			c.json({ items: await read((db) => owedOf(db, { receiver: c.req.valid('param').address })) }, 200),
		);
};
