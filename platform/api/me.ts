import { createRoute, z } from '@hono/zod-openapi';
import { roles } from '#shared/roles.ts';
import { problems } from '#shared/service/problems.server.ts';
import { becomeOrganizer } from '../accounts/become-organizer.ts';
import { meOf } from '../accounts/me-of.ts';
import { answerBody, challengeBody, codeBody, offeredSchema } from '../accounts/requests.ts';
import { unlink } from '../accounts/unlink.ts';
import type { Offered } from '../accounts/wallet-challenge.ts';
import { type Deps, guarded, nowOf } from './deps.ts';
import { sessionIn } from './session.ts';
import { json } from './sign-in.ts';

const identity = z
	.object({
		id: z.string(),
		kind: z.enum(['phone', 'email', 'wallet']),
		label: z.string().openapi({ description: 'masked', example: '+2547•••••678' }),
		address: z.string().nullable().openapi({ description: 'of a wallet' }),
		since: z.string().openapi({ format: 'date-time' }),
	})
	.openapi('Identity');

const meSchema = z
	.object({
		account: z.string(),
		since: z.string().openapi({ format: 'date-time' }),
		roles: z.array(z.enum(roles)),
		organizer: z.object({ name: z.string() }).nullable(),
		wallets: z.array(z.string()),
		identities: z.array(identity),
	})
	.openapi('Me');

const me = createRoute({
	method: 'get',
	path: '/me',
	summary: 'One’s own account: roles, wallets, ways to sign in',
	responses: { ...problems(401), 200: { description: 'The account.', ...json(meSchema) } },
});

const changed = {
	...problems(400, 401, 403, 409, 429),
	200: { description: 'The account.', ...json(meSchema) },
};

const linkCode = createRoute({
	method: 'post',
	path: '/me/identities/code',
	summary: 'Add a number or e-mail address, by the code that was sent there',
	request: { body: { ...json(codeBody), required: true } },
	responses: changed,
});

const linkChallenge = createRoute({
	method: 'post',
	path: '/me/identities/wallet',
	summary: 'What a wallet has to sign to be added',
	request: { body: { ...json(challengeBody), required: true } },
	responses: { ...problems(400, 401, 403, 429), 200: { description: 'To sign.', ...json(offeredSchema) } },
});

const linkWallet = createRoute({
	method: 'post',
	path: '/me/identities/wallet/verify',
	summary: 'Add a wallet, by its signature',
	request: { body: { ...json(answerBody), required: true } },
	responses: changed,
});

const remove = createRoute({
	method: 'delete',
	path: '/me/identities/{id}',
	summary: 'Take away a way to sign in, but not the last one',
	request: { params: z.object({ id: z.uuid() }) },
	responses: { ...problems(401, 403, 404, 409), 200: changed[200] },
});

const organizer = createRoute({
	method: 'post',
	path: '/me/organizer',
	summary: 'Become an organizer, or change the public name',
	request: {
		body: {
			...json(
				z
					.strictObject({
						name: z
							.string()
							.trim()
							.min(1)
							.max(64)
							.refine((t) => t.isWellFormed() && !/\p{Cc}/u.test(t), 'has characters that no name has'),
					})
					.openapi('BecomeOrganizer'),
			),
			required: true,
		},
	},
	responses: { ...problems(400, 401, 403), 200: changed[200] },
});

export const meRoutes = (deps: Deps) =>
	guarded()
		.openapi(me, async (c) => c.json(await meOf(deps, sessionIn(c).account), 200))
		.openapi(linkCode, async (c) => {
			await deps.callAuth(c, '/code/link', c.req.valid('json'));
			return c.json(await meOf(deps, sessionIn(c).account), 200);
		})
		.openapi(linkChallenge, async (c) =>
			c.json(await deps.callAuth<Offered>(c, '/wallet/link-challenge', c.req.valid('json')), 200),
		)
		.openapi(linkWallet, async (c) => {
			await deps.callAuth(c, '/wallet/link', c.req.valid('json'));
			return c.json(await meOf(deps, sessionIn(c).account), 200);
		})
		.openapi(remove, async (c) => {
			await unlink(deps.db, sessionIn(c).account, c.req.valid('param').id);
			return c.json(await meOf(deps, sessionIn(c).account), 200);
		})
		.openapi(organizer, async (c) => {
			const { name } = c.req.valid('json');
			await becomeOrganizer(deps.db, sessionIn(c).account, name, nowOf(deps));
			return c.json(await meOf(deps, sessionIn(c).account), 200);
		});
