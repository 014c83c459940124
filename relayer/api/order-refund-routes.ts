import { createRoute, z } from '@hono/zod-openapi';
import { bearer } from '#shared/service/guard.server.ts';
import { json } from '#shared/service/json-content.server.ts';
import { problems } from '#shared/service/problems.server.ts';
import { eventOfTeam } from '../orders/event-of-team.ts';
import type { FindEventError } from '../orders/find-event.ts';
import { type OrderByTokenError, orderByToken } from '../orders/order-by-token.ts';
import { reference } from '../orders/order-schemas.ts';
import { orderRefundsSchema, refundOfferSchema, waitingRefundSchema } from '../refunds/offer-schemas.ts';
import {
	type OrderRefundsError,
	orderNamed,
	orderRefunds,
	type WithdrawRefundError,
	withdrawRefund,
} from '../refunds/order-refunds.ts';
import { type RefundOfferError, refundOffer } from '../refunds/refund-offer.ts';
import { waitingRefunds } from '../refunds/waiting-refunds.ts';
import { type Deps, guarded } from './api-deps.ts';

const security = [{ session: [] }];
const eventNamed = z.string().max(60).openapi({ description: 'its number or its contract’s address' });
const theRefunds = { description: 'What can be refunded, and each refund.', ...json(orderRefundsSchema) };

const offered = createRoute({
	method: 'get',
	path: '/orders/{reference}/refunds',
	summary: 'Which tickets of an order can be given back now, until when, and for how much',
	security: [{ readToken: [] }],
	request: { params: z.object({ reference }) },
	responses: {
		...problems(400, 404, 409, 503),
		200: { description: 'What can be given back.', ...json(refundOfferSchema) },
	},
});

const ofEvent = createRoute({
	method: 'get',
	path: '/events/{event}/refunds/{reference}',
	summary: 'What can be refunded of an order, and each refund of it, for a session that names the event',
	security,
	request: { params: z.object({ event: eventNamed, reference }) },
	responses: { ...problems(400, 401, 403, 404, 503), 200: theRefunds },
});

const forSupport = createRoute({
	method: 'get',
	path: '/review/refunds/orders/{reference}',
	summary: 'The same for support, with what one person may refund alone',
	security,
	request: { params: z.object({ reference }) },
	responses: {
		...problems(400, 401, 403, 404, 503),
		200: {
			...theRefunds,
			...json(
				z
					.object({
						...orderRefundsSchema.shape,
						event: z.string().openapi({ description: 'its contract: C…' }),
					})
					.openapi('OrderRefundsForSupport'),
			),
		},
	},
});

const waiting = createRoute({
	method: 'get',
	path: '/review/refunds',
	summary: 'Refunds that wait for a second person of support, the oldest first',
	security,
	responses: {
		...problems(401, 403, 503),
		200: { description: 'At most 100.', ...json(z.object({ items: z.array(waitingRefundSchema) })) },
	},
});

const withdraw = createRoute({
	method: 'post',
	path: '/review/refunds/{id}/withdraw',
	summary: 'Withdraw a refund of which nothing has happened on chain: its tickets stay tickets',
	security,
	request: { params: z.object({ id: z.uuid() }) },
	responses: {
		...problems(400, 401, 403, 404, 409, 503),
		200: {
			description: 'It is withdrawn.',
			...json(z.object({ id: z.string(), state: z.literal('withdrawn') })),
		},
	},
});

export type OrderRefundRoutesError =
	| FindEventError
	| OrderByTokenError
	| OrderRefundsError
	| RefundOfferError
	| WithdrawRefundError;

/** Refunds of one order. Answers with OrderRefundRoutesError. */
export const orderRefundRoutes = (deps: Deps) =>
	guarded()
		.openapi(offered, async (c) => {
			const order = await orderByToken(deps.db, c.req.valid('param').reference, bearer(c));
			deps.assertStarted?.();
			return c.json(await refundOffer(deps, order), 200);
		})
		.openapi(ofEvent, async (c) => {
			const { event: wanted, reference: name } = c.req.valid('param');
			const { event } = await eventOfTeam(deps.db, c.get('session'), wanted);
			deps.assertStarted?.();
			const order = await orderNamed(deps.db, name, event.event);
			return c.json(await orderRefunds(deps, order, null), 200);
		})
		.openapi(forSupport, async (c) => {
			deps.assertStarted?.();
			const order = await orderNamed(deps.db, c.req.valid('param').reference, null);
			const read = await orderRefunds(deps, order, c.get('session')!.by);
			return c.json({ ...read, event: order.event }, 200);
		})
		.openapi(waiting, async (c) =>
			c.json({ items: await waitingRefunds(deps.db, c.get('session')!.by) }, 200),
		)
		.openapi(withdraw, async (c) => {
			const { by } = c.get('session')!;
			const { id } = c.req.valid('param');
			await withdrawRefund(deps, id, by);
			deps.log.info({ refund: id, by }, 'a refund is withdrawn');
			return c.json({ id, state: 'withdrawn' as const }, 200);
		});
