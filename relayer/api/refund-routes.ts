import { createRoute, z } from '@hono/zod-openapi';
import type { Context } from 'hono';
import { PassaError } from '#shared/errors.ts';
import type { Permission } from '#shared/roles.ts';
import { bearer, type Guarded } from '#shared/service/guard.server.ts';
import { problems } from '#shared/service/problems.server.ts';
import { ticketRefundStates } from '../models/ticket-refunds.ts';
import type { EventRow } from '../models/tiers.ts';
import { type FindEventError, findEvent } from '../orders/find-event.ts';
import { orderByToken } from '../orders/order-by-token.ts';
import { orderSchema, reference } from '../orders/order-schemas.ts';
import { orderView } from '../orders/order-view.ts';
import { refundPlaces, refundProgress } from '../refunds/refund-progress.ts';
import { type RequestForPersonError, requestForPerson } from '../refunds/request-for-person.ts';
import { requestTicketRefund, takePart } from '../refunds/request-ticket-refund.ts';
import { type Deps, guarded } from './api-deps.ts';
import { json } from './order-routes.ts';

const cents = z.string().openapi({ description: 'cents of KES', example: '250000' });
const eventParam = z.object({
	event: z.string().max(60).openapi({ description: 'its number or its contract’s address' }),
});

const progressSchema = z
	.object({
		event: z.string().openapi({ description: 'its contract: C…' }),
		cancelled: z.boolean(),
		opened: z
			.boolean()
			.openapi({ description: 'of a cancelled event: whether each issued order has its refund already' }),
		refunds: z.record(z.enum(refundPlaces), z.int()).openapi({
			description:
				'proposed: a second person has to agree · waiting: for the chain · needsFunding: the event holds too little · returning: the tickets are void, the shillings on their way · returned · review: a person decides · withdrawn: nothing happened',
		}),
		kes: z.object({ onItsWay: cents, returned: cents }),
		unissued: z.int().openapi({
			description:
				'orders whose money came and that have no tickets: it goes back by itself where the sale is closed',
		}),
	})
	.openapi('RefundProgress');

const refundedSchema = z
	.object({ id: z.string(), state: z.enum(ticketRefundStates), amountKes: cents })
	.openapi('RequestedRefund');

const progress = createRoute({
	method: 'get',
	path: '/events/{event}/refunds',
	summary: 'How far the refunds of an event’s M-Pesa orders are, for its team and for support',
	security: [{ session: [] }],
	request: { params: eventParam },
	responses: {
		...problems(400, 401, 403, 404, 503),
		200: { description: 'Counts.', ...json(progressSchema) },
	},
});

const tickets = z
	.array(z.int().min(0).max(19))
	.min(1)
	.max(20)
	.optional()
	.openapi({ description: 'their places in the order, from 0; unset: all that are in no refund' });

const request = createRoute({
	method: 'post',
	path: '/events/{event}/refunds',
	summary: 'Refund an order’s tickets, for the event’s team and for support',
	security: [{ session: [] }],
	request: {
		params: eventParam,
		body: {
			...json(
				z
					.strictObject({ reference, tickets, note: z.string().trim().min(1).max(500) })
					.openapi('RefundOrder'),
			),
			required: true,
		},
	},
	responses: {
		...problems(400, 401, 403, 404, 409, 503),
		201: { description: 'It is on its way.', ...json(refundedSchema) },
		202: { description: 'It waits for a second person, who asks for the same.', ...json(refundedSchema) },
	},
});

const giveBack = createRoute({
	method: 'post',
	path: '/orders/{reference}/refunds',
	summary: 'Give an order’s tickets back, where its event allows that now',
	security: [{ readToken: [] }],
	request: {
		params: z.object({ reference }),
		body: {
			...json(
				z
					.strictObject({
						tickets,
						takesPart: z.boolean().default(false).openapi({
							description: 'take a part at once, where a cancelled event never got the money for all',
						}),
					})
					.openapi('GiveBack'),
			),
			required: true,
		},
	},
	responses: { ...problems(400, 404, 409, 503), 200: { description: 'The order.', ...json(orderSchema) } },
});

export type EventRefundsError = FindEventError | RequestForPersonError;

/** Refunds of issued tickets. Answers with EventRefundsError. */
export const refundRoutes = (deps: Deps) =>
	guarded()
		.openapi(progress, async (c) => {
			const event = await eventFor(deps, c, c.req.valid('param').event, 'orders.read');
			return c.json(await refundProgress(deps.db, event), 200);
		})
		.openapi(request, async (c) => {
			const { event } = await eventFor(deps, c, c.req.valid('param').event, 'orders.change');
			deps.assertStarted?.();
			const { by } = c.get('session')!;
			const { tickets: wanted = null, ...asked } = c.req.valid('json');
			const as = isSupport(c) ? ('support' as const) : ('organizer' as const);
			const row = await requestForPerson(deps, { ...asked, tickets: wanted, event, by, as });
			const shown = { id: row.id, state: row.state, amountKes: row.amountKes.toString() };
			deps.log.info({ refund: row.id, by, as, state: row.state }, 'a person asked for a refund');
			return row.state === 'proposed' ? c.json(shown, 202) : c.json(shown, 201);
		})
		.openapi(giveBack, async (c) => {
			const { reference: name } = c.req.valid('param');
			const order = await orderByToken(deps.db, name, bearer(c));
			deps.assertStarted?.();
			const { tickets: wanted = null, takesPart } = c.req.valid('json');
			const isTaken = takesPart && (await takePart(deps, order.no));
			const why = { reason: 'ASKED_BY_BUYER' as const, by: 'holder', note: null, takesPart };
			if (!isTaken)
				await requestTicketRefund(deps, order, { ...why, tickets: wanted }, async () => 'requested' as const);
			const now = new Date(deps.clock.now());
			return c.json(await orderView(deps, await orderByToken(deps.db, name, bearer(c)), now), 200);
		});

/**
 * The event, for support, and for a session that names it and has this permission. Every other session gets the same 404
 * as for a missing event.
 */
async function eventFor(
	{ db }: Deps,
	c: Context<Guarded>,
	wanted: string,
	permission: Permission,
): Promise<EventRow> {
	const found = await findEvent(db, wanted);
	const session = c.get('session')!;
	const isTeam = session.may.includes(permission) && session.events?.includes(found.event);
	if (isTeam || isSupport(c)) return found;
	throw new PassaError('EVENT_NOT_FOUND', `There is no event ${wanted} here.`, { status: 404 });
}

function isSupport(c: Context<Guarded>): boolean {
	const { account, by, roles } = c.get('session')!;
	return account === by && roles.some((role) => role === 'support' || role === 'admin');
}
