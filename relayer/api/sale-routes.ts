import { createRoute, z } from '@hono/zod-openapi';
import { bearer } from '#shared/service/guard.server.ts';
import { json } from '#shared/service/json-content.server.ts';
import { problems } from '#shared/service/problems.server.ts';
import { orderByToken } from '../orders/order-by-token.ts';
import { reference } from '../orders/order-schemas.ts';
import { assertRefundable } from '../refunds/request-ticket-refund.ts';
import { sellRefusals } from '../resale/refusal-to-sell.ts';
import { quoteSale, readSeller, saleOffer } from '../resale/sale-offer.ts';
import { sellTicket, takeOffSale } from '../resale/sell-ticket.ts';
import { type Deps, guarded } from './api-deps.ts';
import { askerOf } from './asker-of.ts';

const cents = z
	.string()
	.regex(/^\d{1,12}$/)
	.openapi({ description: 'cents of KES', example: '250000' });
const place = z.int().min(0).max(19).openapi({ description: 'the ticket’s place in its order, from 0' });

const money = z.object({
	askedKes: cents.openapi({ description: 'what the ticket is offered for, as the chain has it' }),
	buyerKes: cents.openapi({ description: 'what a buyer pays by M-Pesa' }),
	buyerFeeKes: cents.openapi({ description: 'the platform’s part of that, beside what is asked' }),
	priceUsdc: z.string().openapi({ description: 'stroops: what a buyer pays by wallet' }),
	royaltyKes: cents.openapi({ description: 'the event’s part' }),
	feeKes: cents.openapi({ description: 'the platform’s part' }),
	getsKes: cents.openapi({ description: 'what the seller gets' }),
});

const offerSchema = z
	.object({
		tickets: z.array(z.object({ index: place, refusal: z.enum(sellRefusals).nullable() })),
		until: z.string().openapi({ format: 'date-time' }),
		capKes: cents.openapi({ description: 'the highest price' }),
		royaltyBps: z.int(),
		phone: z
			.string()
			.nullable()
			.openapi({ description: 'the number that paid and gets the money, masked; null: nobody knows it' }),
		quote: money.nullable().openapi({ description: 'of the price that was asked for' }),
	})
	.openapi('SaleOffer');
export type SaleOfferView = z.infer<typeof offerSchema>;

const wantedSchema = z
	.strictObject({ ticket: place, askedKes: cents, getsKes: cents, phone: z.string().trim().min(1).max(40) })
	.openapi('SellTicket');

const security = [{ readToken: [] }];
const theOffer = { description: 'What can be sold.', ...json(offerSchema) };

const offer = createRoute({
	method: 'get',
	path: '/orders/{reference}/sales',
	summary: 'Which tickets of an order can be sold to other fans now, for how much, and what the seller gets',
	security,
	request: { params: z.object({ reference }), query: z.object({ askedKes: cents.optional() }) },
	responses: { ...problems(400, 404, 409, 503), 200: theOffer },
});

const sell = createRoute({
	method: 'post',
	path: '/orders/{reference}/sales',
	summary: 'Offer a ticket to other fans; the number that paid must be proved, and gets the money',
	security,
	request: { params: z.object({ reference }), body: { ...json(wantedSchema), required: true } },
	responses: {
		...problems(400, 403, 404, 409, 429, 503),
		201: { description: 'It is on its way.', ...json(z.object({ id: z.string() })) },
	},
});

const end = createRoute({
	method: 'post',
	path: '/orders/{reference}/sales/{ticket}/end',
	summary: 'Take a ticket off sale, unless somebody buys it first',
	security,
	request: { params: z.object({ reference, ticket: z.coerce.number().int().min(0).max(19) }) },
	responses: {
		...problems(400, 404, 409, 503),
		202: { description: 'It is on its way.', ...json(z.object({ ticket: place })) },
	},
});

/** Tickets in custody that their holders sell. */
export const saleRoutes = (deps: Deps) =>
	guarded()
		.openapi(offer, async (c) => {
			const order = await orderByToken(deps.db, c.req.valid('param').reference, bearer(c));
			deps.assertStarted?.();
			const { until, capKes, ...shown } = await saleOffer(deps, order);
			const { askedKes } = c.req.valid('query');
			const quote = askedKes === undefined ? null : await quoted(deps, order, BigInt(askedKes));
			const ends = new Date(Number(until) * 1000).toISOString();
			return c.json({ ...shown, until: ends, capKes: capKes.toString(), quote }, 200);
		})
		.openapi(sell, async (c) => {
			const order = await orderByToken(deps.db, c.req.valid('param').reference, bearer(c));
			deps.assertStarted?.();
			const { askedKes, getsKes, ...wanted } = c.req.valid('json');
			const sale = { ...wanted, askedKes: BigInt(askedKes), getsKes: BigInt(getsKes) };
			const { id } = await sellTicket(deps, order, sale, await askerOf(deps, c));
			deps.log.info({ sale: id, order: order.reference }, 'a ticket in custody is to be sold');
			return c.json({ id }, 201);
		})
		.openapi(end, async (c) => {
			const { reference: name, ticket } = c.req.valid('param');
			await takeOffSale(deps, await orderByToken(deps.db, name, bearer(c)), ticket);
			return c.json({ ticket }, 202);
		});

async function quoted(
	deps: Deps,
	order: Awaited<ReturnType<typeof orderByToken>>,
	askedKes: bigint,
): Promise<SaleOfferView['quote']> {
	assertRefundable(order);
	const money = quoteSale(deps, await readSeller(deps, order), askedKes);
	return {
		askedKes: money.kes.toString(),
		buyerKes: money.buyerKes.toString(),
		buyerFeeKes: money.buyerFeeKes.toString(),
		priceUsdc: money.price.toString(),
		royaltyKes: money.royaltyKes.toString(),
		feeKes: money.feeKes.toString(),
		getsKes: money.getsKes.toString(),
	};
}
