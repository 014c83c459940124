import { createRoute, z } from '@hono/zod-openapi';
import { hex } from '#shared/hex.ts';
import { callerOf } from '#shared/service/caller-address.server.ts';
import { countedAddress } from '#shared/service/counted-address.ts';
import { json } from '#shared/service/json-content.server.ts';
import { problems } from '#shared/service/problems.server.ts';
import { limitRate } from '#shared/service/rate-limit.server.ts';
import { passStates, states } from '../gate/pass-states.ts';
import { limits } from '../models/limits.ts';
import { deviceKey, ticketIdText } from '../passes/pass-schemas.ts';
import { type Deps, guarded } from './api-deps.ts';

const event = z.string().regex(/^C[A-Z2-7]{55}$/);

const wantedSchema = z
	.strictObject({
		deviceKey,
		items: z
			.array(
				z.strictObject({
					event,
					ticket: ticketIdText,
					delegation: z
						.int()
						.min(1)
						.max(2 ** 31 - 1),
				}),
			)
			.min(1)
			.max(50),
	})
	.openapi('PassesOfDevice');

const foundSchema = z
	.object({ items: z.array(z.object({ event, ticket: ticketIdText, state: z.enum(states) })) })
	.openapi('PassStates');

const state = createRoute({
	method: 'post',
	path: '/passes/state',
	summary: 'How passes of a device stand: whether they would let somebody in',
	request: { body: { ...json(wantedSchema), required: true } },
	responses: { ...problems(400, 429, 503), 200: { description: 'In the same order.', ...json(foundSchema) } },
});

/** A phone asks when its pass is opened, and again each time it is looked at. */
const rule = { seconds: 600, max: 300, code: 'TOO_MANY_REQUESTS' } as const;

/** Routes by which a device hears that a pass of it ended. */
export const passStateRoutes = (deps: Deps) =>
	guarded().openapi(state, async (c) => {
		const address = countedAddress(callerOf(c, deps.proxies));
		const name = `pass states ${hex(deps.seal.keyOf('address', address))}`;
		await limitRate(deps.db, limits, name, rule, deps.clock.now());
		const { deviceKey: key, items } = c.req.valid('json');
		const passes = items.map((item) => ({ ...item, ticket: BigInt(item.ticket) }));
		const found = await passStates(deps, key, passes);
		const answers = items.map((item, i) => ({
			event: item.event,
			ticket: item.ticket,
			state: found[i]!,
		}));
		return c.json({ items: answers }, 200);
	});
