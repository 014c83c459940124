import { createRoute, z } from '@hono/zod-openapi';
import type { Guarded } from '#shared/service/guard.server.ts';
import { json } from '#shared/service/json-content.server.ts';
import { problems, resource } from '#shared/service/problems.server.ts';
import { sendTo } from '../handovers/handover-schemas.ts';
import { noticeStates } from '../models/contacts.ts';
import { giftStates } from '../models/gifts.ts';
import { eventOfTeam } from '../orders/event-of-team.ts';
import type { OrderDeps } from '../orders/order-deps.ts';
import type { GiftDeps } from './gift-deps.ts';
import { giftsOfEvent } from './gifts-of-event.ts';
import { offerGift } from './offer-gift.ts';

const params = z.object({
	event: z.string().max(60).openapi({ description: 'its number or its contract’s address' }),
});
const security = [{ session: [] }];

const offer = createRoute({
	method: 'post',
	path: '/events/{event}/gifts',
	summary: 'Prepare a complimentary ticket for a phone or an e-mail address; its organizer’s wallet signs it',
	security,
	request: {
		params,
		body: {
			...json(
				z
					.strictObject({
						id: z.uuid().openapi({ description: 'names the gift: repeating gives nothing twice' }),
						tier: z.int().min(0).max(15),
						...sendTo,
					})
					.openapi('NewGift'),
			),
			required: true,
		},
	},
	responses: {
		...problems(400, 401, 403, 404, 409, 429, 503),
		201: {
			description: 'What the organizer signs.',
			...json(
				z
					.object({
						id: z.string(),
						envelope: z.string().openapi({ description: 'the transaction, base64; valid for a minute' }),
						fee: z.string().openapi({ description: 'stroops of XLM, at most' }),
						before: z.int().openapi({ description: 'tickets that this guest has got for the event' }),
					})
					.openapi('OfferedGift'),
			),
		},
	},
});

const list = createRoute({
	method: 'get',
	path: '/events/{event}/gifts',
	summary: 'Tickets that were given to phones and addresses, newest first, at most 500',
	security,
	request: { params },
	responses: {
		...problems(401, 403, 404, 503),
		200: {
			description: 'The gifts.',
			...json(
				z.object({
					items: z.array(
						z
							.object({
								id: z.string(),
								tier: z.int(),
								to: z.string().openapi({ description: 'masked' }),
								state: z.enum(giftStates).openapi({ description: 'offered: nobody has signed it yet' }),
								notice: z.enum(noticeStates).nullable(),
								createdAt: z.string().openapi({ format: 'date-time' }),
							})
							.openapi('Gift'),
					),
				}),
			),
		},
	},
});

/** Tickets that organizers give away. */
export function giftRoutes(deps: GiftDeps & Pick<OrderDeps, 'assertStarted'>) {
	return resource<Guarded>()
		.openapi(offer, async (c) => {
			const { event, session } = await eventOfTeam(deps.db, c.get('session'), c.req.valid('param').event);
			const by = { event: event.event, account: session.account };
			deps.assertStarted?.();
			const { fee, ...offered } = await offerGift(deps, by, c.req.valid('json'));
			return c.json({ ...offered, fee: String(fee) }, 201);
		})
		.openapi(list, async (c) => {
			const { event } = await eventOfTeam(deps.db, c.get('session'), c.req.valid('param').event);
			return c.json({ items: await giftsOfEvent(deps, event.event) }, 200);
		});
}
