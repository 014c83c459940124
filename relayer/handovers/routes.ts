import { createRoute, z } from '@hono/zod-openapi';
import type { Context } from 'hono';
import { bearer, type Guarded } from '#shared/service/guard.server.ts';
import { json } from '#shared/service/json-content.server.ts';
import { problems, resource } from '#shared/service/problems.server.ts';
import { orderByToken, orderToRead } from '../orders/order-by-token.ts';
import type { OrderDeps } from '../orders/order-deps.ts';
import { reference } from '../orders/order-schemas.ts';
import { acceptHandover } from './accept-handover.ts';
import { cancelOffer, cancelSentOn } from './cancel-offer.ts';
import type { HandoverDeps } from './handover-deps.ts';
import {
	claimedToWalletSchema,
	handoverSchema,
	offerSchema,
	orderTicketsSchema,
	receivedSchema,
	sendOnSchema,
	toWalletSchema,
} from './handover-schemas.ts';
import { handoverView } from './handover-view.ts';
import { moveClaimedToWallet, moveOrderToWallet } from './move-to-wallet.ts';
import { offerTicket, sendOn } from './offer-ticket.ts';
import { orderTickets } from './order-tickets.ts';
import { receivedTickets } from './received-tickets.ts';
import { returnTicket } from './return-ticket.ts';

const holder = [{ readToken: [] }];
const session = [{ session: [] }];
const ofOrder = z.object({ reference });
const ofLink = z.object({ token: z.string().regex(/^[\w-]{43}$/) });
const theTickets = { description: 'The order’s tickets.', ...json(orderTicketsSchema) };
const theHandover = { description: 'The sent ticket.', ...json(handoverSchema) };

const tickets = createRoute({
	method: 'get',
	path: '/orders/{reference}/tickets',
	summary: 'Where each ticket of an order is, and whether it can be sent or go to a wallet',
	security: holder,
	request: { params: ofOrder },
	responses: { ...problems(400, 404, 409, 503), 200: theTickets },
});

const offer = createRoute({
	method: 'post',
	path: '/orders/{reference}/handovers',
	summary: 'Send a ticket in custody to a phone or an e-mail address',
	security: holder,
	request: { params: ofOrder, body: { ...json(offerSchema), required: true } },
	responses: { ...problems(400, 404, 409, 429, 503), 201: theTickets },
});

const cancel = createRoute({
	method: 'post',
	path: '/orders/{reference}/handovers/{id}/cancel',
	summary: 'Take it back, while nobody has taken it',
	security: holder,
	request: { params: z.object({ reference, id: z.uuid() }) },
	responses: { ...problems(400, 404, 409, 503), 200: theTickets },
});

const toWallet = createRoute({
	method: 'post',
	path: '/orders/{reference}/wallet',
	summary: 'Give tickets in custody to a wallet of their holder’s',
	security: holder,
	request: { params: ofOrder, body: { ...json(toWalletSchema), required: true } },
	responses: { ...problems(400, 404, 409, 503), 202: theTickets },
});

const own = createRoute({
	method: 'get',
	path: '/handovers',
	summary: 'Tickets that the person has taken, and those that wait at their proved phones and addresses',
	security: session,
	responses: { ...problems(401, 403, 503), 200: { description: 'At most 100.', ...json(receivedSchema) } },
});

const read = createRoute({
	method: 'get',
	path: '/handovers/{token}',
	summary: 'What the link of a sent ticket shows; its receiver sees the ticket',
	security: [{}, ...session],
	request: { params: ofLink },
	responses: { ...problems(400, 404, 503), 200: theHandover },
});

const claim = createRoute({
	method: 'post',
	path: '/handovers/{token}/claim',
	summary: 'Take a ticket that was sent to a phone or address of the person’s',
	security: session,
	request: { params: ofLink },
	responses: { ...problems(400, 401, 403, 404, 409, 410, 429, 503), 200: theHandover },
});

const onward = createRoute({
	method: 'post',
	path: '/handovers/{token}/handovers',
	summary: 'Send a ticket that the person has taken on to another phone or e-mail address',
	security: session,
	request: { params: ofLink, body: { ...json(sendOnSchema), required: true } },
	responses: { ...problems(400, 401, 403, 404, 409, 429, 503), 201: theHandover },
});

const cancelOnward = createRoute({
	method: 'post',
	path: '/handovers/{token}/handovers/{id}/cancel',
	summary: 'Take back what was sent on, while nobody has taken it',
	security: session,
	request: { params: ofLink.extend({ id: z.uuid() }) },
	responses: { ...problems(400, 401, 403, 404, 409, 503), 200: theHandover },
});

const giveBack = createRoute({
	method: 'post',
	path: '/handovers/{token}/return',
	summary: 'Give a ticket that the person has taken back to its sender',
	security: session,
	request: { params: ofLink },
	responses: { ...problems(400, 401, 403, 404, 409, 503), 200: theHandover },
});

const claimedToWallet = createRoute({
	method: 'post',
	path: '/handovers/{token}/wallet',
	summary: 'Give a ticket that the person has taken to their wallet',
	security: session,
	request: { params: ofLink, body: { ...json(claimedToWalletSchema), required: true } },
	responses: { ...problems(400, 401, 403, 404, 409, 503), 202: theHandover },
});

type Deps = HandoverDeps & Pick<OrderDeps, 'assertStarted'>;

/** Orders need their own token, which is compared here; taking a ticket needs a session. */
export function handoverRoutes(deps: Deps) {
	const opened = (c: Context<Guarded>, of: string) => orderByToken(deps.db, of, bearer(c));
	const shown = async (c: Context<Guarded>, of: string) => {
		const { order, ...access } = await orderToRead(deps, of, bearer(c));
		return orderTickets(deps, order, access);
	};
	const view = (c: Context<Guarded>, token: string) => handoverView(deps, token, c.get('session'));
	return resource<Guarded>()
		.openapi(tickets, async (c) => c.json(await shown(c, c.req.valid('param').reference), 200))
		.openapi(offer, async (c) => {
			const { reference: of } = c.req.valid('param');
			const order = await opened(c, of);
			deps.assertStarted?.();
			await offerTicket(deps, order, c.req.valid('json'));
			return c.json(await shown(c, of), 201);
		})
		.openapi(cancel, async (c) => {
			const { reference: of, id } = c.req.valid('param');
			await cancelOffer(deps, await opened(c, of), id);
			return c.json(await shown(c, of), 200);
		})
		.openapi(toWallet, async (c) => {
			const { reference: of } = c.req.valid('param');
			const order = await opened(c, of);
			deps.assertStarted?.();
			await moveOrderToWallet(deps, order, c.req.valid('json'));
			return c.json(await shown(c, of), 202);
		})
		.openapi(own, async (c) => c.json({ items: await receivedTickets(deps, c.get('session')!) }, 200))
		.openapi(read, async (c) => c.json(await view(c, c.req.valid('param').token), 200))
		.openapi(claim, async (c) => {
			const { token } = c.req.valid('param');
			deps.assertStarted?.();
			await acceptHandover(deps, token, c.get('session')!);
			return c.json(await view(c, token), 200);
		})
		.openapi(onward, async (c) => {
			const { token } = c.req.valid('param');
			deps.assertStarted?.();
			await sendOn(deps, token, c.get('session')!, c.req.valid('json'));
			return c.json(await view(c, token), 201);
		})
		.openapi(cancelOnward, async (c) => {
			const { token, id } = c.req.valid('param');
			await cancelSentOn(deps, token, c.get('session')!, id);
			return c.json(await view(c, token), 200);
		})
		.openapi(giveBack, async (c) => {
			const { token } = c.req.valid('param');
			await returnTicket(deps, token, c.get('session')!);
			return c.json(await view(c, token), 200);
		})
		.openapi(claimedToWallet, async (c) => {
			const { token } = c.req.valid('param');
			deps.assertStarted?.();
			await moveClaimedToWallet(deps, token, c.get('session')!, c.req.valid('json').to);
			return c.json(await view(c, token), 202);
		});
}
