import { createRoute, z } from '@hono/zod-openapi';
import type { PassaError } from '#shared/errors.ts';
import { hex } from '#shared/hex.ts';
import { json } from '#shared/service/json-content.server.ts';
import { problems } from '#shared/service/problems.server.ts';
import { limitRate, type Rule } from '#shared/service/rate-limit.server.ts';
import { limits } from '../models/limits.ts';
import { states } from '../models/orders.ts';
import { eventOfTeam } from '../orders/event-of-team.ts';
import type { FindEventError } from '../orders/find-event.ts';
import { asksWhole, type OrdersOfEventError, ordersOfEvent } from '../orders/orders-of-event.ts';
import { type Deps, guarded } from './api-deps.ts';
import { eventMoneyRoutes } from './event-money-routes.ts';

const eventOrder = z
	.object({
		reference: z.string(),
		cart: z
			.string()
			.nullable()
			.openapi({ description: 'the first order of its cart, by which its buyer knows it' }),
		tier: z.int(),
		qty: z.int(),
		state: z.enum(states),
		amountKes: z.string().openapi({ description: 'cents' }),
		phone: z.string().openapi({
			description: 'of the contact it names, else of the number asked to pay; masked; empty: deleted',
		}),
		payer: z
			.string()
			.openapi({ description: 'the number asked to pay where the contact is another; masked' }),
		chainOrder: z.string().nullable().openapi({ description: 'its id on chain, once issued' }),
		refund: z
			.enum(['open', 'done'])
			.nullable()
			.openapi({ description: 'open: a refund of its tickets is under way · done: all their money is back' }),
		createdAt: z.string().openapi({ format: 'date-time' }),
	})
	.openapi('EventOrder');

const walletContact = z
	.object({
		chainOrder: z.string().openapi({ description: 'its id on chain' }),
		phone: z.string().openapi({ description: 'masked' }),
	})
	.openapi('WalletContact');

const list = createRoute({
	method: 'get',
	path: '/events/{event}/orders',
	summary: 'An event’s orders by M-Pesa, for a session that names the event',
	security: [{ session: [] }],
	request: {
		params: z.object({
			event: z.string().max(60).openapi({ description: 'its number or its contract’s address' }),
		}),
		query: z.object({
			phone: z
				.string()
				.min(1)
				.max(40)
				.optional()
				.openapi({ description: 'whole, or its last 3 or 4 digits' }),
			order: z
				.string()
				.regex(/^\d{1,18}$/)
				.transform(BigInt)
				.optional()
				.openapi({ type: 'string', description: 'an order’s id on chain: it alone' }),
			reference: z
				.string()
				.max(20)
				.optional()
				.openapi({ description: 'of an order, or of its cart’s first one: these alone' }),
		}),
	},
	responses: {
		...problems(400, 401, 403, 404, 429, 503),
		200: {
			description: 'Orders, newest first, at most 5000, and contacts of orders that wallets bought.',
			...json(z.object({ items: z.array(eventOrder), wallets: z.array(walletContact) })),
		},
	},
});

export type EventOrdersError = FindEventError | OrdersOfEventError | PassaError<'TOO_MANY_REQUESTS'>;

/**
 * Searches for whole numbers. A mask and a search by four digits leave ten thousand numbers: a member who tries them all would read
 * what the mask hides. A door needs far fewer.
 */
const byPerson: Rule[] = [
	{ seconds: 600, max: 60 },
	{ seconds: 86_400, max: 300 },
];
const ofEvent: Rule = { seconds: 86_400, max: 1500 };

async function chargeSearch({ db, seal, clock }: Deps, by: string, event: string): Promise<void> {
	const charge = (name: string, rule: Rule) => {
		const key = hex(seal.keyOf('account', `${name} ${rule.seconds}`));
		return limitRate(db, limits, key, { ...rule, code: 'TOO_MANY_REQUESTS' }, clock.now());
	};
	for (const rule of byPerson) await charge(`by ${by}`, rule);
	await charge(`of ${event}`, ofEvent);
}

/**
 * Orders and money for the organizers of an event. Only a session that names the event reads them: the platform names it for
 * members of the account that published it. Every other session gets the same 404 as for a missing event. Answers with
 * EventOrdersError.
 */
export const eventOrderRoutes = (deps: Deps) =>
	guarded()
		.openapi(list, async (c) => {
			const { event: wanted } = c.req.valid('param');
			const { event: found, session } = await eventOfTeam(deps.db, c.get('session'), wanted);
			const { event } = found;
			const query = c.req.valid('query');
			if (query.phone !== undefined && asksWhole(query.phone)) await chargeSearch(deps, session.by, event);
			return c.json(await ordersOfEvent(deps, event, query), 200);
		})
		.route('/', eventMoneyRoutes(deps));
