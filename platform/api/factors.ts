import { createRoute, z } from '@hono/zod-openapi';
import { nowOf } from '#shared/clock.ts';
import { json } from '#shared/service/json-content.server.ts';
import { problems } from '#shared/service/problems.server.ts';
import {
	beginTotp,
	confirmTotp,
	type Person,
	removeFactors,
	renewRecoveryCodes,
	showFactor,
} from '../factors/factors.ts';
import { hasApp, recoveryCodesLeft } from '../factors/recovery-codes.ts';
import { strengthOf } from '../factors/session-strength.ts';
import { type Deps, guarded } from './api-deps.ts';
import { personOf } from './person-of.ts';

const factorsSchema = z
	.object({
		strong: z.enum(['none', 'due', 'shown']).openapi({
			description: 'whether there is a second factor, and whether this session showed it within ten minutes',
		}),
		app: z.boolean().openapi({ description: 'an authenticator app is among them' }),
		recoveryCodes: z.int().openapi({ description: 'that are left' }),
	})
	.openapi('Factors');
const codesSchema = z.object({ codes: z.array(z.string()) }).openapi('RecoveryCodes');
const codeBody = {
	body: { ...json(z.strictObject({ code: z.string().min(6).max(40) })), required: true },
};
const refused = problems(400, 401, 403, 404, 409, 429);
const state = { ...refused, 200: { description: 'How it is then.', ...json(factorsSchema) } };
const codes = { ...refused, 200: { description: 'Shown once.', ...json(codesSchema) } };

const get = createRoute({
	method: 'get',
	path: '/me/factors',
	summary: 'The person’s second factor',
	responses: state,
});

const begin = createRoute({
	method: 'post',
	path: '/me/factors/totp',
	summary: 'Begin to add an authenticator app (RFC 6238)',
	responses: {
		...refused,
		200: {
			description: 'For the app.',
			...json(z.object({ secret: z.string(), address: z.string().openapi({ description: 'otpauth://…' }) })),
		},
	},
});

const confirm = createRoute({
	method: 'post',
	path: '/me/factors/totp/confirm',
	summary: 'The app’s first code: from now on it is asked for',
	request: codeBody,
	responses: codes,
});

const show = createRoute({
	method: 'post',
	path: '/me/factors/show',
	summary: 'Show a code of the app, or a recovery code: the session is strong for ten minutes',
	request: codeBody,
	responses: state,
});

const renew = createRoute({
	method: 'post',
	path: '/me/factors/recovery-codes',
	summary: 'New recovery codes',
	responses: codes,
});

const remove = createRoute({
	method: 'delete',
	path: '/me/factors',
	summary: 'Remove the app and the recovery codes',
	responses: state,
});

/** The second factor of a person. By the cookie alone, whose session shows it. Answers with FactorError. */
export function factorRoutes(deps: Deps) {
	const view = async ({ account, token }: Person) => ({
		strong: await strengthOf(deps.db, account, token, nowOf(deps)),
		app: await hasApp(deps.db, account),
		recoveryCodes: await recoveryCodesLeft(deps.db, account),
	});
	return guarded()
		.openapi(get, async (c) => c.json(await view(await personOf(deps, c)), 200))
		.openapi(begin, async (c) => c.json(await beginTotp(deps, await personOf(deps, c)), 200))
		.openapi(confirm, async (c) =>
			c.json({ codes: await confirmTotp(deps, await personOf(deps, c), c.req.valid('json').code) }, 200),
		)
		.openapi(show, async (c) => {
			const person = await personOf(deps, c);
			await showFactor(deps, person, c.req.valid('json').code);
			return c.json(await view(person), 200);
		})
		.openapi(renew, async (c) =>
			c.json({ codes: await renewRecoveryCodes(deps, await personOf(deps, c)) }, 200),
		)
		.openapi(remove, async (c) => {
			const person = await personOf(deps, c);
			await removeFactors(deps, person);
			return c.json(await view(person), 200);
		});
}
