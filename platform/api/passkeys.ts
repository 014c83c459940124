import { createRoute, z } from '@hono/zod-openapi';
import { passkeyAnswerSchema, passkeyRegistrationSchema } from '#shared/passkey.server.ts';
import { json } from '#shared/service/json-content.server.ts';
import { problems } from '#shared/service/problems.server.ts';
import {
	addPasskey,
	beginPasskey,
	beginShowPasskey,
	passkeysOf,
	removePasskey,
	renamePasskey,
	showPasskey,
} from '../factors/passkeys.ts';
import { type Deps, guarded } from './api-deps.ts';
import { personOf } from './person-of.ts';

const passkey = z
	.object({
		id: z.string(),
		name: z.string(),
		createdAt: z.string(),
		usedAt: z.string().nullable(),
		synced: z.boolean().openapi({ description: 'its maker keeps a copy of it' }),
		publicKey: z.string().openapi({ description: 'COSE, base64url' }),
	})
	.openapi('Passkey');
const refused = problems(400, 401, 403, 404, 409, 429);
const list = {
	...refused,
	200: { description: 'Those of the person.', ...json(z.object({ items: z.array(passkey) })) },
};
/** As `navigator.credentials` takes them, in JSON. */
const options = z.record(z.string(), z.unknown()).openapi('PasskeyOptions');
const begun = { ...refused, 200: { description: 'For the browser.', ...json(z.object({ options })) } };
const name = z.string().max(200);
const params = z.object({ id: z.string().max(2000) });

const read = createRoute({
	method: 'get',
	path: '/me/passkeys',
	summary: 'The person’s passkeys',
	responses: list,
});
const begin = createRoute({
	method: 'post',
	path: '/me/passkeys/begin',
	summary: 'Begin to add a passkey (WebAuthn)',
	responses: begun,
});
const add = createRoute({
	method: 'post',
	path: '/me/passkeys',
	summary: 'Add it: from now on it is asked for',
	request: {
		body: { ...json(z.strictObject({ name, response: passkeyRegistrationSchema })), required: true },
	},
	responses: {
		...refused,
		200: {
			description: 'Recovery codes, shown once, where it is the first factor.',
			...json(z.object({ codes: z.array(z.string()).nullable() })),
		},
	},
});
const rename = createRoute({
	method: 'put',
	path: '/me/passkeys/{id}',
	summary: 'Give it another name',
	request: { params, body: { ...json(z.strictObject({ name })), required: true } },
	responses: list,
});
const remove = createRoute({
	method: 'delete',
	path: '/me/passkeys/{id}',
	summary: 'Remove it',
	request: { params },
	responses: list,
});
const ask = createRoute({
	method: 'post',
	path: '/me/passkeys/ask',
	summary: 'Begin to show a passkey',
	responses: begun,
});
const show = createRoute({
	method: 'post',
	path: '/me/passkeys/show',
	summary: 'Show it: the session is strong for ten minutes',
	request: { body: { ...json(z.strictObject({ response: passkeyAnswerSchema })), required: true } },
	responses: list,
});

/** Passkeys of a person, by the cookie alone. Answers with PasskeyError. */
export function passkeyRoutes(deps: Deps) {
	const items = async (account: string) => ({ items: await passkeysOf(deps.db, account) });
	return guarded()
		.openapi(read, async (c) => c.json(await items((await personOf(deps, c)).account), 200))
		.openapi(begin, async (c) =>
			c.json({ options: { ...(await beginPasskey(deps, await personOf(deps, c))) } }, 200),
		)
		.openapi(add, async (c) => {
			const codes = await addPasskey(deps, await personOf(deps, c), c.req.valid('json'));
			return c.json({ codes }, 200);
		})
		.openapi(rename, async (c) => {
			const person = await personOf(deps, c);
			await renamePasskey(deps, person, c.req.valid('param').id, c.req.valid('json').name);
			return c.json(await items(person.account), 200);
		})
		.openapi(remove, async (c) => {
			const person = await personOf(deps, c);
			await removePasskey(deps, person, c.req.valid('param').id);
			return c.json(await items(person.account), 200);
		})
		.openapi(ask, async (c) =>
			c.json({ options: { ...(await beginShowPasskey(deps, await personOf(deps, c))) } }, 200),
		)
		.openapi(show, async (c) => {
			const person = await personOf(deps, c);
			await showPasskey(deps, person, c.req.valid('json').response);
			return c.json(await items(person.account), 200);
		});
}
