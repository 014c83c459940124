import type { Context } from 'hono';
import { nowOf } from '#shared/clock.ts';
import { bearer, type Guarded } from '#shared/service/guard.server.ts';
import { openLink } from '../contacts/open-link.ts';
import { availabilityOf } from '../orders/availability.ts';
import { cancelOrder } from '../orders/cancel-order.ts';
import { createOrder } from '../orders/create-order.ts';
import { nameChainContacts, nameContacts } from '../orders/name-contacts.ts';
import { orderByToken } from '../orders/order-by-token.ts';
import { methodOf } from '../orders/order-deps.ts';
import { orderView } from '../orders/order-view.ts';
import { ownOrders } from '../orders/own-orders.ts';
import { mostOf } from '../orders/price.ts';
import { retryOrder } from '../orders/retry-order.ts';
import { waitForUpdate } from '../orders/wait-for-update.ts';
import { type Deps, guarded } from './api-deps.ts';
import { askerOf } from './asker-of.ts';
import { chargeRead } from './charge-read.ts';
import * as routes from './order-routes.ts';

/** Routes for fans. An order needs its read token, which is compared here. */
export function orderRoutes(deps: Deps) {
	const { db } = deps;
	const opened = (c: Context<Guarded>, reference: string) => orderByToken(db, reference, bearer(c));
	const shown = async (c: Context<Guarded>, reference: string) =>
		orderView(deps, await opened(c, reference), nowOf(deps));
	return guarded()
		.openapi(routes.create, async (c) => {
			const by = await askerOf(deps, c);
			const { order, token, isNew } = await createOrder(deps, c.req.valid('json'), by);
			const view = await orderView(deps, order, nowOf(deps));
			return isNew ? c.json({ order: view, token }, 201) : c.json({ order: view, token }, 200);
		})
		.openapi(routes.own, async (c) => {
			return c.json(await ownOrders(deps, c.get('session')!, c.req.valid('query').cursor), 200);
		})
		.openapi(routes.read, async (c) => {
			const { reference } = c.req.valid('param');
			const { after, wait } = c.req.valid('query');
			const waiting = { after, milliseconds: wait * 1000, gone: c.req.raw.signal };
			const { order, ...access } = await waitForUpdate(deps, reference, bearer(c), waiting);
			return c.json(await orderView(deps, order, nowOf(deps), access), 200);
		})
		.openapi(routes.push, async (c) => {
			const { reference } = c.req.valid('param');
			const { no } = await opened(c, reference);
			await retryOrder(deps, no, c.req.valid('json').phone, await askerOf(deps, c));
			return c.json(await shown(c, reference), 200);
		})
		.openapi(routes.cancel, async (c) => {
			const { reference } = c.req.valid('param');
			const { no } = await opened(c, reference);
			await cancelOrder(deps, no);
			return c.json(await shown(c, reference), 200);
		})
		.openapi(routes.nameContacts, async (c) => {
			const { reference } = c.req.valid('param');
			const { no } = await opened(c, reference);
			await nameContacts(deps, no, c.req.valid('json'));
			return c.json(await shown(c, reference), 200);
		})
		.openapi(routes.nameChainContacts, async (c) => {
			const session = c.get('session')!;
			await nameChainContacts(deps, c.req.valid('param'), session, c.req.valid('json'));
			return c.body(null, 204);
		})
		.openapi(routes.openLink, async (c) => {
			await chargeRead(deps, c, 'links');
			return c.json(await openLink(deps, c.req.valid('param').code, nowOf(deps)), 200);
		})
		.openapi(routes.availability, async (c) => {
			methodOf(deps);
			const selling = { ...deps, most: mostOf(deps.methods) };
			const items = await availabilityOf(db, c.req.valid('param').event, selling, nowOf(deps));
			return c.json({ items }, 200);
		});
}
