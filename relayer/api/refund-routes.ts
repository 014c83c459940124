import { createRoute, z } from '@hono/zod-openapi';
import type { Context } from 'hono';
import { bearer, type Guarded } from '#shared/service/guard.server.ts';
import { json } from '#shared/service/json-content.server.ts';
import { problems } from '#shared/service/problems.server.ts';
import { ticketRefundStates } from '../models/ticket-refunds.ts';
import { eventOfTeam } from '../orders/event-of-team.ts';
import { type FindEventError, findEvent } from '../orders/find-event.ts';
import { orderByToken } from '../orders/order-by-token.ts';
import { orderSchema, reference } from '../orders/order-schemas.ts';
import { orderView } from '../orders/order-view.ts';
import { refundPlaces, refundProgress } from '../refunds/refund-progress.ts';
import { type RequestForPersonError, requestForPerson } from '../refunds/request-for-person.ts';
import { requestTicketRefund, takePart } from '../refunds/request-ticket-refund.ts';
import { type Deps, guarded } from './api-deps.ts';

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

const theProgress = { description: 'Counts.', ...json(progressSchema) };
const security = [{ session: [] }];

const progress = createRoute({
	method: 'get',
	path: '/events/{event}/refunds',
	summary: 'How far the refunds of an event’s M-Pesa orders are, for a session that names the event',
	security,
	request: { params: eventParam },
	responses: { ...problems(400, 401, 403, 404, 503), 200: theProgress },
});

const progressForSupport = createRoute({
	method: 'get',
	path: '/review/refunds/{event}',
	summary: 'The same for support',
	security,
	request: { params: eventParam },
	responses: { ...problems(400, 401, 403, 404, 503), 200: theProgress },
});

const tickets = z
	.array(z.int().min(0).max(19))
	.min(1)
	.max(20)
	.optional()
	.openapi({ description: 'their places in the order, from 0; unset: all that are in no refund' });

const refundOrder = z
	.strictObject({ reference, tickets, note: z.string().trim().min(1).max(500) })
	.openapi('RefundOrder');
const refundRequest = { params: eventParam, body: { ...json(refundOrder), required: true } };
const onItsWay = { description: 'It is on its way.', ...json(refundedSchema) };

const request = createRoute({
	method: 'post',
	path: '/events/{event}/refunds',
	summary: 'Refund an order’s tickets, for a session that names the event',
	security,
	request: refundRequest,
	responses: { ...problems(400, 401, 403, 404, 409, 503), 201: onItsWay },
});

const requestForSupport = createRoute({
	method: 'post',
	path: '/review/refunds/{event}',
	summary: 'The same for support: above what one person may give alone, another one asks for the same',
	security,
	request: refundRequest,
	responses: {
		...problems(400, 401, 403, 404, 409, 503),
		201: onItsWay,
		202: { description: 'It waits for a second person.', ...json(refundedSchema) },
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
			const { event } = await eventOfTeam(deps.db, c.get('session'), c.req.valid('param').event);
			return c.json(await refundProgress(deps.db, event), 200);
		})
		.openapi(progressForSupport, async (c) => {
			const event = await findEvent(deps.db, c.req.valid('param').event);
			return c.json(await refundProgress(deps.db, event), 200);
		})
		.openapi(request, async (c) => {
			const { event } = await eventOfTeam(deps.db, c.get('session'), c.req.valid('param').event);
			return c.json(await refund(deps, c, event.event, c.req.valid('json'), 'organizer'), 201);
		})
		.openapi(requestForSupport, async (c) => {
			const { event } = await findEvent(deps.db, c.req.valid('param').event);
			const asked = await refund(deps, c, event, c.req.valid('json'), 'support');
			return asked.state === 'proposed' ? c.json(asked, 202) : c.json(asked, 201);
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

async function refund(
	deps: Deps,
	c: Context<Guarded>,
	event: string,
	{ tickets: wanted, ...asked }: z.output<typeof refundOrder>,
	as: 'organizer' | 'support',
): Promise<z.output<typeof refundedSchema>> {
	deps.assertStarted?.();
	const { by } = c.get('session')!;
	const { id, state, amountKes } = await requestForPerson(deps, {
		...asked,
		tickets: wanted ?? null,
		event,
		by,
		as,
	});
	deps.log.info({ refund: id, by, as, state }, 'a person asked for a refund');
	return { id, state, amountKes: amountKes.toString() };
}
