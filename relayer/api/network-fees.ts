import { createRoute, z } from '@hono/zod-openapi';
import { json } from '#shared/service/json-content.server.ts';
import { problems } from '#shared/service/problems.server.ts';
import { type PaidFeeRow, paidFeeStates } from '../models/paid-fees.ts';
import { offerLine } from '../network-fees/offer-line.ts';
import { assertFeesOpen, payFee } from '../network-fees/pay-fee.ts';
import { payLine } from '../network-fees/pay-line.ts';
import { type Deps, guarded } from './api-deps.ts';
import { askerOf } from './asker-of.ts';

const paidFee = z
	.object({
		hash: z
			.string()
			.openapi({ description: 'of the envelope that pays; the signed one is found by its own' }),
		state: z.enum(paidFeeStates),
		fee: z.string().openapi({ description: 'stroops of XLM: at most, and what it cost once it landed' }),
	})
	.openapi('PaidFee');

const read = createRoute({
	method: 'get',
	path: '/network-fees',
	summary: 'Whether network fees of this caller are paid now, for a wallet whose XLM does not reach',
	responses: {
		...problems(429, 503),
		200: { description: 'They are.', ...json(z.object({ open: z.literal(true) })) },
	},
});

const pay = createRoute({
	method: 'post',
	path: '/network-fees',
	summary:
		'Pays the network’s fee of a signed call of ours, and sends it; the same call again changes nothing',
	request: {
		body: {
			required: true,
			...json(z.object({ envelope: z.base64().max(16_384).openapi({ description: 'signed, base64' }) })),
		},
	},
	responses: {
		...problems(400, 401, 404, 409, 429, 503),
		202: { description: 'It is on its way, or was before.', ...json(paidFee) },
	},
});

const offer = createRoute({
	method: 'post',
	path: '/network-fees/lines',
	summary:
		'What a wallet without XLM signs to hold USDC: its trust line, and its account if there is none, with reserves that we pay',
	request: {
		body: { required: true, ...json(z.object({ address: z.string().max(69) })) },
	},
	responses: {
		...problems(400, 401, 404, 409, 429, 503),
		200: {
			description: 'To sign within minutes.',
			...json(z.object({ envelope: z.string().openapi({ description: 'unsigned, base64' }) })),
		},
	},
});

const payForLine = createRoute({
	method: 'post',
	path: '/network-fees/lines/signed',
	summary: 'Pays the reserves of that trust line, and sends it; the same one again changes nothing',
	request: pay.request,
	responses: pay.responses,
});

/** Network fees of wallets without XLM, and their first trust lines. */
export const networkFeeRoutes = (deps: Deps) =>
	guarded()
		.openapi(read, async (c) => {
			await assertFeesOpen(deps.paying, await askerOf(deps, c));
			return c.json({ open: true as const }, 200);
		})
		.openapi(pay, async (c) => {
			const row = await payFee(deps.paying, c.req.valid('json').envelope, await askerOf(deps, c));
			return c.json(viewOf(row), 202);
		})
		.openapi(offer, async (c) => {
			const { address } = c.req.valid('json');
			return c.json({ envelope: await offerLine(deps.paying, address, await askerOf(deps, c)) }, 200);
		})
		.openapi(payForLine, async (c) => {
			const row = await payLine(deps.paying, c.req.valid('json').envelope, await askerOf(deps, c));
			return c.json(viewOf(row), 202);
		});

const viewOf = ({ hash, state, fee }: PaidFeeRow) => ({ hash, state, fee: fee.toString() });
