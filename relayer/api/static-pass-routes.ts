import { createRoute, z } from '@hono/zod-openapi';
import { callerOf } from '#shared/service/caller-address.server.ts';
import { countedAddress } from '#shared/service/counted-address.ts';
import { bearer } from '#shared/service/guard.server.ts';
import { json } from '#shared/service/json-content.server.ts';
import { problems } from '#shared/service/problems.server.ts';
import { handoverByToken } from '../handovers/handover-by-token.ts';
import type { ContactLanguage } from '../models/contacts.ts';
import type { StaticPassWay } from '../models/passes.ts';
import { orderByToken } from '../orders/order-by-token.ts';
import { reference } from '../orders/order-schemas.ts';
import type { HeldTickets } from '../passes/certify-device.ts';
import { orderTickets, provedPhone, takenTicket } from '../passes/custody-passes.ts';
import {
	handoverStaticSchema,
	orderStaticSchema,
	type StaticPassesView,
	staticPassesSchema,
	staticTiersSchema,
	walletStaticSchema,
} from '../passes/pass-schemas.ts';
import { printCodes, sendCodes, staticTiers } from '../passes/static-passes.ts';
import { sessionTickets } from '../passes/wallet-passes.ts';
import { type Deps, guarded } from './api-deps.ts';
import { chargePass, orderProofOf } from './pass-routes.ts';

const security = [{ session: [] }];
const theCodes = {
	description: 'A code for each ticket. Its earlier code has ended.',
	...json(staticPassesSchema),
};

const ofWallet = createRoute({
	method: 'post',
	path: '/static-passes',
	summary: 'Print or send the codes of tickets in a wallet that the session names',
	security,
	request: { body: { ...json(walletStaticSchema), required: true } },
	responses: { ...problems(400, 401, 403, 404, 409, 429, 503), 201: theCodes },
});

const ofOrder = createRoute({
	method: 'post',
	path: '/orders/{reference}/static-passes',
	summary: 'Print or send the codes of an order’s tickets; the caller proves the same as for a device',
	security: [{ readToken: [] }],
	request: { params: z.object({ reference }), body: { ...json(orderStaticSchema), required: true } },
	responses: { ...problems(400, 403, 404, 409, 429, 503), 201: theCodes },
});

const ofHandover = createRoute({
	method: 'post',
	path: '/handovers/{token}/static-passes',
	summary: 'Print or send the code of a ticket that the person has taken',
	security,
	request: {
		params: z.object({ token: z.string().max(60) }),
		body: { ...json(handoverStaticSchema), required: true },
	},
	responses: { ...problems(400, 401, 403, 404, 409, 429, 503), 201: theCodes },
});

const tiers = createRoute({
	method: 'get',
	path: '/events/{event}/static-passes',
	summary: 'Tiers of an event whose passes may be printed or sent by SMS',
	request: { params: z.object({ event: z.string().regex(/^C[A-Z2-7]{55}$/) }) },
	responses: { ...problems(400, 503), 200: { description: 'Their numbers.', ...json(staticTiersSchema) } },
});

type Wanted = { way: StaticPassWay; language: ContactLanguage };

/** `phoneOf`: a number that the holder has proved. */
async function issue(
	deps: Deps,
	held: HeldTickets,
	{ way, language }: Wanted,
	phoneOf: () => Promise<string | null>,
): Promise<StaticPassesView> {
	const issued =
		way === 'print' ? await printCodes(deps, held) : await sendCodes(deps, held, await phoneOf(), language);
	const items = issued.items.map(({ ticket, code }) => ({ ticket: String(ticket), code }));
	return { ...issued, items };
}

const nothingProved = () => false;

/** Routes by which people get in without a smartphone. */
export function staticPassRoutes(deps: Deps) {
	const { db } = deps;
	return guarded()
		.openapi(ofWallet, async (c) => {
			await chargePass(deps, 'wallet', countedAddress(callerOf(c, deps.proxies)));
			const session = c.get('session')!;
			const { event, tickets, ...wanted } = c.req.valid('json');
			const held = await sessionTickets(deps, session, event, [...new Set(tickets)].map(BigInt));
			const phoneOf = () => provedPhone(deps, null, { proves: nothingProved, person: session.by });
			return c.json(await issue(deps, held, wanted, phoneOf), 201);
		})
		.openapi(ofOrder, async (c) => {
			const order = await orderByToken(db, c.req.valid('param').reference, bearer(c));
			await chargePass(deps, 'order', `${order.reference} ${countedAddress(callerOf(c, deps.proxies))}`);
			const proof = await orderProofOf(deps, c);
			const { tickets, ...wanted } = c.req.valid('json');
			const held = await orderTickets(deps, order, proof, [...new Set(tickets)]);
			return c.json(await issue(deps, held, wanted, () => provedPhone(deps, order, proof)), 201);
		})
		.openapi(ofHandover, async (c) => {
			const { by } = c.get('session')!;
			await chargePass(deps, 'person', by);
			const held = await takenTicket(deps, await handoverByToken(db, c.req.valid('param').token), by);
			const phoneOf = () => provedPhone(deps, null, { proves: nothingProved, person: by });
			return c.json(await issue(deps, held, c.req.valid('json'), phoneOf), 201);
		})
		.openapi(tiers, async (c) => c.json({ tiers: await staticTiers(db, c.req.valid('param').event) }, 200));
}
