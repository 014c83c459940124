import { createRoute, z } from '@hono/zod-openapi';
import { json } from '#shared/service/json-content.server.ts';
import { problems } from '#shared/service/problems.server.ts';
import { stopAddress, stoppable } from '../held/addresses.ts';
import { type Deps, guarded } from './api-deps.ts';

const params = z.object({ code: z.string().max(64) });
const found = {
	...problems(400, 404),
	200: {
		description: 'As it is.',
		...json(z.object({ address: z.string(), usableAt: z.string().nullable(), stopped: z.boolean() })),
	},
};

const read = createRoute({
	method: 'get',
	path: '/held/stops/{code}',
	summary: 'A new wallet for the money of an account that Passa holds, by the link of a message',
	request: { params },
	responses: found,
});

const stop = createRoute({
	method: 'post',
	path: '/held/stops/{code}',
	summary: 'Stop it: nothing is paid to that wallet any more',
	request: { params },
	responses: found,
});

/** For contacts that are notified of a new wallet and cannot sign in, such as a number that was removed. Answers with HeldAddressError. */
export const heldStopRoutes = ({ held }: Deps) =>
	guarded()
		.openapi(read, async (c) => c.json(await stoppable(held.db, c.req.valid('param').code), 200))
		.openapi(stop, async (c) => c.json(await stopAddress(held, c.req.valid('param').code), 200));
