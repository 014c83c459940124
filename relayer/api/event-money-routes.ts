import { createRoute, z } from '@hono/zod-openapi';
import { json } from '#shared/service/json-content.server.ts';
import { problems } from '#shared/service/problems.server.ts';
import { eventOfTeam } from '../orders/event-of-team.ts';
import { bookCheckNames, type EventBooks, eventBooks } from '../payments/event-books.ts';
import { type Deps, guarded } from './api-deps.ts';

const cents = z.string().openapi({ description: 'cents of KES' });
const stroops = z.string().openapi({ description: 'stroops' });

const booksSchema = z
	.object({
		issued: z
			.object({
				...{ orders: z.int(), tickets: z.int(), kes: cents },
				feeKes: cents.openapi({ description: 'of it, the platform’s beside the price' }),
			})
			.openapi({ description: 'orders that got tickets' }),
		received: cents,
		tickets: cents.openapi({ description: 'what became tickets, less those given back or sold on' }),
		refunded: cents,
		sellers: cents.openapi({ description: 'to fans whose tickets were sold on' }),
		reversed: cents.openapi({ description: 'what the provider took back, or got twice' }),
		owed: z.object({ tickets: cents, onItsWay: cents, review: cents }).openapi({
			description: 'what buyers and sellers still get: tickets, money on its way, or by a person’s decision',
		}),
		losses: cents.openapi({
			description: 'the platform’s: received − refunded − sellers − reversed = tickets + owed − losses',
		}),
		cases: z.int().openapi({ description: 'that wait for a decision of support' }),
		paidUsdc: stroops.openapi({ description: 'what the treasury paid the event for tickets in shillings' }),
		backUsdc: stroops.openapi({ description: 'of it, what is back or waits at the event for the treasury' }),
		checks: z.array(z.object({ name: z.enum(bookCheckNames), books: z.string(), rows: z.string() })).openapi({
			description:
				'sums of the double entry books beside sums of payments, refunds and orders: they are equal',
		}),
	})
	.openapi('EventBooks');
export type EventBooksView = z.infer<typeof booksSchema>;

const read = createRoute({
	method: 'get',
	path: '/events/{event}/money',
	summary: 'An event’s shillings: what came, what became tickets, what went back, and what is still owed',
	security: [{ session: [] }],
	request: {
		params: z.object({
			event: z.string().max(60).openapi({ description: 'its number or its contract’s address' }),
		}),
	},
	responses: {
		...problems(400, 401, 403, 404, 503),
		200: { description: 'As of now.', ...json(booksSchema) },
	},
});

/** What the organizer's report reads. It asks for a session that names the event. */
export function eventMoneyRoutes(deps: Deps) {
	return guarded().openapi(read, async (c) => {
		const { event } = await eventOfTeam(deps.db, c.get('session'), c.req.valid('param').event);
		return c.json(viewOf(await eventBooks(deps.db, event.event)), 200);
	});
}

const viewOf = ({ issued, owed, cases, checks, ...sums }: EventBooks): EventBooksView => ({
	issued: { ...issued, kes: String(issued.kes), feeKes: String(issued.feeKes) },
	received: String(sums.received),
	tickets: String(sums.tickets),
	refunded: String(sums.refunded),
	sellers: String(sums.sellers),
	reversed: String(sums.reversed),
	owed: { tickets: String(owed.tickets), onItsWay: String(owed.onItsWay), review: String(owed.review) },
	losses: String(sums.losses),
	cases,
	paidUsdc: String(sums.paidUsdc),
	backUsdc: String(sums.backUsdc),
	checks: checks.map(({ name, books, rows }) => ({ name, books: String(books), rows: String(rows) })),
});
