import { createRoute, z } from '@hono/zod-openapi';
import type { Context } from 'hono';
import { asBase64 } from '#shared/base64.ts';
import { hex } from '#shared/hex.ts';
import { phoneProofHeader } from '#shared/phone-proof.server.ts';
import { callerOf } from '#shared/service/caller-address.server.ts';
import { countedAddress } from '#shared/service/counted-address.ts';
import { bearer, type Guarded } from '#shared/service/guard.server.ts';
import { json } from '#shared/service/json-content.server.ts';
import { problems } from '#shared/service/problems.server.ts';
import { limitRate } from '#shared/service/rate-limit.server.ts';
import { handoverByToken } from '../handovers/handover-by-token.ts';
import { limits } from '../models/limits.ts';
import { orderByToken } from '../orders/order-by-token.ts';
import { reference } from '../orders/order-schemas.ts';
import { handoverPass, type OrderProof, orderPasses } from '../passes/custody-passes.ts';
import { publicKeysOf } from '../passes/pass-issuer.server.ts';
import {
	handoverPassSchema,
	orderPassesSchema,
	passesSchema,
	passesView,
	passKeysSchema,
	walletPassesSchema,
} from '../passes/pass-schemas.ts';
import { walletPasses } from '../passes/wallet-passes.ts';
import { type Deps, guarded } from './api-deps.ts';
import { askerOf } from './asker-of.ts';

const session = [{ session: [] }];
const thePasses = { description: 'A certificate for each ticket.', ...json(passesSchema) };

const ofWallet = createRoute({
	method: 'post',
	path: '/passes',
	summary: 'Certify a device for tickets of a wallet, which the session names or which signs',
	security: [{}, ...session],
	request: { body: { ...json(walletPassesSchema), required: true } },
	responses: { ...problems(400, 401, 403, 404, 409, 429, 503), 201: thePasses },
});

const ofOrder = createRoute({
	method: 'post',
	path: '/orders/{reference}/passes',
	summary:
		'Certify a device for tickets of an order; the caller also proves a number of it, or signs in as its buyer',
	security: [{ readToken: [] }],
	request: { params: z.object({ reference }), body: { ...json(orderPassesSchema), required: true } },
	responses: { ...problems(400, 403, 404, 409, 429, 503), 201: thePasses },
});

const ofHandover = createRoute({
	method: 'post',
	path: '/handovers/{token}/passes',
	summary: 'Certify a device for a ticket that the person has taken',
	security: session,
	request: {
		params: z.object({ token: z.string().max(60) }),
		body: { ...json(handoverPassSchema), required: true },
	},
	responses: { ...problems(400, 401, 403, 404, 409, 429, 503), 201: thePasses },
});

const keys = createRoute({
	method: 'get',
	path: '/passes/keys',
	summary: 'The keys by which anybody verifies certificates, and the clock that passes follow',
	responses: { ...problems(503), 200: { description: 'The keys.', ...json(passKeysSchema) } },
});

/**
 * Each asks the network. Wallets are charged by address, because who asks need not be signed in; an order for each address,
 * so that another who has its link does not use up what its holder may ask.
 */
const most = { wallet: 120, order: 60, person: 60 };

export async function chargePass(deps: Deps, kind: keyof typeof most, who: string): Promise<void> {
	const name = `passes ${kind} ${hex(deps.seal.keyOf(kind === 'wallet' ? 'address' : 'account', who))}`;
	const rule = { seconds: 600, max: most[kind], code: 'TOO_MANY_REQUESTS' } as const;
	await limitRate(deps.db, limits, name, rule, deps.clock.now());
}

/** Who asks for passes of an order. */
export const orderProofOf = async (deps: Deps, c: Context<Guarded>): Promise<OrderProof> => ({
	proves: (await askerOf(deps, c)).proves,
	person: await personOf(deps, c),
});

/** The person of a session's token among the proofs; null: none is signed in. */
async function personOf({ callers }: Deps, c: Context<Guarded>): Promise<string | null> {
	for (const token of (c.req.header(phoneProofHeader) ?? '').split(/[\s,]+/, 2).filter(Boolean)) {
		const person = await callers.session(token).then(
			({ by }) => by,
			() => null,
		);
		if (person !== null) return person;
	}
	return null;
}

/** Routes by which a device gets passes. */
export function passRoutes(deps: Deps) {
	const { db, clock } = deps;
	return guarded()
		.openapi(ofWallet, async (c) => {
			await chargePass(deps, 'wallet', countedAddress(callerOf(c, deps.proxies)));
			const { tickets, signed = null, ...rest } = c.req.valid('json');
			const wanted = { ...rest, signed, tickets: [...new Set(tickets)].map(BigInt) };
			const rows = await walletPasses(deps, c.get('session'), wanted);
			return c.json(passesView(rows, clock.now()), 201);
		})
		.openapi(ofOrder, async (c) => {
			const order = await orderByToken(db, c.req.valid('param').reference, bearer(c));
			await chargePass(deps, 'order', `${order.reference} ${countedAddress(callerOf(c, deps.proxies))}`);
			const proof = await orderProofOf(deps, c);
			const { tickets, ...rest } = c.req.valid('json');
			const rows = await orderPasses(deps, order, proof, { ...rest, tickets: [...new Set(tickets)] });
			return c.json(passesView(rows, clock.now()), 201);
		})
		.openapi(ofHandover, async (c) => {
			const { by } = c.get('session')!;
			await chargePass(deps, 'person', by);
			const found = await handoverByToken(db, c.req.valid('param').token);
			return c.json(passesView(await handoverPass(deps, found, by, c.req.valid('json')), clock.now()), 201);
		})
		.openapi(keys, async (c) => {
			const items = await publicKeysOf(deps.passes);
			return c.json(
				{ items: items.map(({ issuer, key }) => ({ issuer, key: asBase64(key) })), now: clock.now() },
				200,
			);
		});
}
