import { createRoute, z } from '@hono/zod-openapi';
import { resource } from '#shared/service/problems.server.ts';
import { eventRow } from '../models/events.ts';
import {
	earningSchema,
	earningsOf,
	payoutList,
	payoutSchema,
	payoutsOfEvent,
	payoutsTo,
} from '../views/payout.ts';
import type { Deps } from './api-deps.ts';
import { ledgerQuery, pageOf, pageQuery, readCursor, wholeText, writeCursor } from './cursor.ts';
import { problems } from './problems.ts';

const address = z.string().max(80).openapi({ description: 'a Stellar address' });
const pageOfPayouts = {
	...problems,
	200: {
		description: 'A page of payouts.',
		content: { 'application/json': { schema: pageOf(payoutSchema) } },
	},
};

const ofEvent = createRoute({
	method: 'get',
	path: '/events/{event}/payouts',
	summary: 'An event’s payouts to payees and creators, newest first',
	request: {
		params: z.object({ event: z.string().max(60) }),
		query: z.object({ ...pageQuery, ...ledgerQuery }),
	},
	responses: pageOfPayouts,
});

const toPayee = createRoute({
	method: 'get',
	path: '/payees/{address}/payouts',
	summary: 'What was paid to a payee or creator, newest first',
	request: { params: z.object({ address }), query: z.object({ ...pageQuery, ...ledgerQuery }) },
	responses: pageOfPayouts,
});

const earnings = createRoute({
	method: 'get',
	path: '/payees/{address}',
	summary: 'What a payee earns, event by event',
	request: { params: z.object({ address }), query: z.object(ledgerQuery) },
	responses: {
		...problems,
		200: {
			description: 'The payee’s account in each event.',
			content: { 'application/json': { schema: z.object({ items: z.array(earningSchema) }) } },
		},
	},
});

const payoutPosition = z.object({ ledger: z.int(), no: z.int(), n: wholeText, position: z.int() });

/**
 * Payouts of an event or to an address, and what an address has earned. Amounts are stroops as decimal strings. Answers
 * 404 EVENT_NOT_FOUND, 400 CURSOR_INVALID.
 */
export const payeeRoutes = ({ read, progress }: Deps) =>
	resource()
		.openapi(ofEvent, async (c) => {
			const { event } = c.req.valid('param');
			const { cursor, limit } = c.req.valid('query');
			const { items, next } = await read(async (db) => {
				const { no } = await eventRow(db, event);
				return payoutList(db, payoutsOfEvent(no), readCursor(payoutPosition, cursor), limit);
			});
			return c.json({ items, next: writeCursor(next) }, 200);
		})
		.openapi(toPayee, async (c) => {
			const { cursor, limit } = c.req.valid('query');
			const position = readCursor(payoutPosition, cursor);
			const where = payoutsTo(c.req.valid('param').address);
			const { items, next } = await read((db) => payoutList(db, where, position, limit));
			return c.json({ items, next: writeCursor(next) }, 200);
		})
		.openapi(earnings, async (c) => {
			const items = await read((db) => earningsOf(db, c.req.valid('param').address, progress.now));
			return c.json({ items }, 200);
		});
