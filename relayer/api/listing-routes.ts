import { createRoute, z } from '@hono/zod-openapi';
import { and, eq } from 'drizzle-orm';
import { nowOf } from '#shared/clock.ts';
import { json } from '#shared/service/json-content.server.ts';
import { problems } from '#shared/service/problems.server.ts';
import { orders } from '../models/orders.ts';
import { methodOf } from '../orders/order-deps.ts';
import { createdSchema, newOrderSchema, resaleMoneySchema } from '../orders/order-schemas.ts';
import { orderView } from '../orders/order-view.ts';
import { buyListing } from '../resale/buy-listing.ts';
import { offerOfListing } from '../resale/offer-of-listing.ts';
import { type Deps, guarded } from './api-deps.ts';
import { askerOf } from './asker-of.ts';
import { chargeRead } from './charge-read.ts';

/** Zod refines a text even where the expression before has refused it, so this must not throw at any text. */
const isU64 = (text: string): boolean => /^\d+$/.test(text) && BigInt(text) < 1n << 64n;

const amount = z.string().regex(/^\d{1,15}$/);
const params = z.object({
	event: z.string().max(60).openapi({ description: 'the event’s number or its contract’s address' }),
	ticket: z
		.string()
		.regex(/^\d{1,20}$/)
		.refine(isU64)
		.openapi({ description: 'its id on chain' }),
});

const listingSchema = resaleMoneySchema
	.extend({
		amountKes: amount.openapi({ description: 'cents of KES: its price at the operator’s rate, and the fee' }),
		amountUsdc: amount.openapi({ description: 'stroops: what the seller asks' }),
		royaltyUsdc: amount.openapi({ description: 'stroops: what of it the event gets' }),
		held: z.boolean().openapi({ description: 'whether somebody else is paying for it in shillings now' }),
	})
	.openapi('ListingOffer');
export type ListingOfferView = z.infer<typeof listingSchema>;

const offer = createRoute({
	method: 'get',
	path: '/events/{event}/listings/{ticket}',
	summary: 'What a ticket that another fan offers costs in shillings now',
	request: { params },
	responses: {
		...problems(400, 404, 409, 429, 503),
		200: { description: 'The offer.', ...json(listingSchema) },
	},
});

const newListingOrderSchema = newOrderSchema
	.omit({ event: true, tier: true, qty: true })
	.extend({ amountKes: amount.openapi({ description: 'cents of KES, as the buyer saw them' }) })
	.openapi('NewListingOrder');

const order = createRoute({
	method: 'post',
	path: '/events/{event}/listings/{ticket}/orders',
	summary: 'Ask a phone to pay for a ticket that another fan offers',
	request: { params, body: { ...json(newListingOrderSchema), required: true } },
	responses: {
		...problems(400, 401, 404, 409, 429, 503),
		200: { description: 'This idempotency key’s order, made before.', ...json(createdSchema) },
		201: { description: 'A new order.', ...json(createdSchema) },
	},
});

/** Tickets that fans offer, for shillings. */
export function listingRoutes(deps: Deps) {
	const { db } = deps;
	return guarded()
		.openapi(offer, async (c) => {
			const { event: wanted, ticket } = c.req.valid('param');
			await chargeRead(deps, c, 'listings');
			const method = methodOf(deps);
			const { event } = (await deps.terms.of(db, wanted)).event;
			const { kes, price, royalty, money } = await offerOfListing(deps, event, BigInt(ticket), method);
			const isHeld = and(eq(orders.event, event), eq(orders.listing, BigInt(ticket)), orders.holding);
			const [held] = await db.select({ no: orders.no }).from(orders).where(isHeld).limit(1);
			const dollars = { amountUsdc: String(price), royaltyUsdc: String(royalty) };
			return c.json({ ...money, amountKes: String(kes), ...dollars, held: held !== undefined }, 200);
		})
		.openapi(order, async (c) => {
			const { event, ticket } = c.req.valid('param');
			const { amountKes, ...wanted } = c.req.valid('json');
			const asked = { ...wanted, event, ticket: BigInt(ticket), amountKes: BigInt(amountKes) };
			const made = await buyListing(deps, asked, await askerOf(deps, c));
			const answer = { order: await orderView(deps, made.order, nowOf(deps)), token: made.token };
			return made.isNew ? c.json(answer, 201) : c.json(answer, 200);
		});
}
