import { createRoute, z } from '@hono/zod-openapi';
import type { Context } from 'hono';
import { asBase64, fromBase64 } from '#shared/base64.ts';
import { hex } from '#shared/hex.ts';
import { callerOf } from '#shared/service/caller-address.server.ts';
import { countedAddress } from '#shared/service/counted-address.ts';
import type { Guarded } from '#shared/service/guard.server.ts';
import { json } from '#shared/service/json-content.server.ts';
import { problems } from '#shared/service/problems.server.ts';
import { limitRate } from '#shared/service/rate-limit.server.ts';
import { limits } from '../models/limits.ts';
import { pairingSides } from '../models/pairings.ts';
import { pairing, sayInPairing } from '../passes/pairings.ts';
import { type Deps, guarded } from './api-deps.ts';

/** Bytes: twenty passes with long names are smaller. */
const longest = 32_768;

const name = z
	.string()
	.regex(/^[\da-f]{64}$/)
	.openapi({ description: 'derived from the secret in the code: 32 bytes in hex' });
const sealed = z
	.string()
	.min(40)
	.max(Math.ceil(longest / 3) * 4)
	.regex(/^[\w+/]+={0,2}$/)
	.openapi({ description: 'nonce 12 ‖ AES-256-GCM, in base64: nobody here can read it' });
const side = z.enum(pairingSides).openapi({ description: 'asked: by the phone · given: to it' });

const say = createRoute({
	method: 'put',
	path: '/pairings/{name}/{side}',
	summary: 'Say something to the other device that knows the secret, once, for ten minutes',
	request: {
		params: z.object({ name, side }),
		body: { ...json(z.strictObject({ sealed }).openapi('PairingMessage')), required: true },
	},
	responses: { ...problems(400, 409, 429, 503), 204: { description: 'Kept.' } },
});

const read = createRoute({
	method: 'get',
	path: '/pairings/{name}',
	summary: 'What two devices have said to each other',
	request: { params: z.object({ name }) },
	responses: {
		...problems(400, 429, 503),
		200: {
			description: 'Null: nothing so far, or too long ago.',
			...json(z.object({ asked: z.string().nullable(), given: z.string().nullable() }).openapi('Pairing')),
		},
	},
});

/** Within ten minutes, by address: a home, or a gate's queue behind one. Each device asks every two seconds. */
const most = { say: 120, read: 6_000 };

/** Routes by which a person's computer gives passes to their phone. */
export function pairingRoutes(deps: Deps) {
	const charge = (c: Context<Guarded>, kind: keyof typeof most) => {
		const who = hex(deps.seal.keyOf('address', countedAddress(callerOf(c, deps.proxies))));
		const rule = { seconds: 600, max: most[kind], code: 'TOO_MANY_REQUESTS' } as const;
		return limitRate(deps.db, limits, `pairings ${kind} ${who}`, rule, deps.clock.now());
	};
	const bytesOf = (text: string) => new Uint8Array(Buffer.from(text, 'hex'));
	return guarded()
		.openapi(say, async (c) => {
			await charge(c, 'say');
			const { name, side } = c.req.valid('param');
			await sayInPairing(deps, bytesOf(name), side, fromBase64(c.req.valid('json').sealed));
			return c.body(null, 204);
		})
		.openapi(read, async (c) => {
			await charge(c, 'read');
			const { asked, given } = await pairing(deps, bytesOf(c.req.valid('param').name));
			const text = (bytes: Uint8Array | null) => bytes && asBase64(new Uint8Array(bytes));
			return c.json({ asked: text(asked), given: text(given) }, 200);
		});
}
