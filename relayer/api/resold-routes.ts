import { createRoute, z } from '@hono/zod-openapi';
import { json } from '#shared/service/json-content.server.ts';
import { problems } from '#shared/service/problems.server.ts';
import { type FindEventError, findEvent } from '../orders/find-event.ts';
import {
	type TakePartOfResoldRefundError,
	takePartOfResoldRefund,
} from '../refunds/part-of-resold-refund.ts';
import { resoldRefundsOfOrder } from '../refunds/resold-refunds-of-order.ts';
import { type Deps, guarded } from './api-deps.ts';
import { chargeRead } from './charge-read.ts';

const resold = z
	.object({
		index: z.int().openapi({ description: 'its place in the order, from 0' }),
		owner: z.string().nullable().openapi({ description: 'the wallet that gets it' }),
		state: z.enum(['requested', 'voided', 'paid', 'decided']).openapi({
			description:
				'requested: the ticket is to be made void · voided: the wallet is owed the money · paid · decided: a person ended it',
		}),
		amountUsdc: z.string().nullable().openapi({ description: 'stroops' }),
		waitsFor: z.string().nullable().openapi({ description: 'why it waits: a stable code' }),
		txHash: z.string().nullable().openapi({ description: 'the payment to the wallet' }),
		part: z
			.object({
				from: z.string().openapi({ format: 'date-time' }),
				open: z.boolean().openapi({ description: 'whether it can be taken now' }),
				taken: z.boolean(),
				amountUsdc: z.string().openapi({ description: 'stroops' }),
			})
			.nullable()
			.openapi({ description: 'what of it the wallet could have, where the event holds too little' }),
	})
	.openapi('ResoldRefund');

const ofOrder = createRoute({
	method: 'get',
	path: '/events/{event}/resold-refunds/{order}',
	summary: 'What wallets get that bought an order’s tickets last, after a cancel: the treasury pays it',
	request: {
		params: z.object({
			event: z.string().max(60).openapi({ description: 'its number or its contract’s address' }),
			order: z
				.string()
				.regex(/^\d{1,18}$/)
				.openapi({ description: 'the order’s number on chain' }),
		}),
	},
	responses: {
		...problems(400, 404, 429, 503),
		200: { description: 'By ticket.', ...json(z.object({ items: z.array(resold) })) },
	},
});

const takePart = createRoute({
	method: 'post',
	path: '/events/{event}/resold-refunds/{order}/{index}/part',
	summary: 'The wallet that bought a ticket last takes what the event has for it; the rest is lost',
	request: { params: ofOrder.request.params.extend({ index: z.coerce.number().int().min(0).max(31) }) },
	responses: { ...problems(401, 404, 409, 503), 204: { description: 'It is on its way.' } },
});

export type ResoldRoutesError = FindEventError | TakePartOfResoldRefundError;

/** What is read is public, as the chain is: no phone or name is in it. Answers with ResoldRoutesError. */
export const resoldRoutes = (deps: Deps) =>
	guarded()
		.openapi(ofOrder, async (c) => {
			const { event: wanted, order } = c.req.valid('param');
			await chargeRead(deps, c, 'listings');
			const { event } = await findEvent(deps.db, wanted);
			return c.json({ items: await resoldRefundsOfOrder(deps, event, BigInt(order)) }, 200);
		})
		.openapi(takePart, async (c) => {
			const { event: wanted, order, index } = c.req.valid('param');
			const { event } = await findEvent(deps.db, wanted);
			await takePartOfResoldRefund(deps, { event, order: BigInt(order), index }, c.get('session')!);
			return c.body(null, 204);
		});
