import { createRoute, z } from '@hono/zod-openapi';
import { nowOf } from '#shared/clock.ts';
import { permissions, roles } from '#shared/roles.ts';
import { json } from '#shared/service/json-content.server.ts';
import { problems } from '#shared/service/problems.server.ts';
import { becomeOrganizer } from '../accounts/become-organizer.ts';
import { readIdentifier } from '../accounts/identifier.ts';
import { ownPhone } from '../accounts/own-phone.ts';
import {
	answerBody,
	challengeBody,
	codeBody,
	offeredSchema,
	organizerName,
} from '../accounts/sign-in-schemas.ts';
import { unlinkIdentity } from '../accounts/unlink-identity.ts';
import type { Offered } from '../accounts/wallet-challenge.ts';
import { leaveTeam } from '../teams/leave-team.ts';
import { acceptedIn, acceptedQuery } from './accepted-events.ts';
import { type Deps, guarded } from './api-deps.ts';
import { rememberContact } from './device.ts';
import { meOf } from './me-of.ts';
import { sessionIn } from './session.ts';
import { currentToken } from './sessions.ts';

const identity = z
	.object({
		id: z.string(),
		kind: z.enum(['phone', 'email', 'wallet']),
		label: z.string().openapi({ description: 'masked', example: '+2547•••••678' }),
		address: z.string().nullable().openapi({ description: 'of a wallet' }),
		since: z.string().openapi({ format: 'date-time' }),
	})
	.openapi('Identity');

const teamSchema = z
	.object({
		account: z.string(),
		kind: z.enum(['person', 'company']),
		name: z.string(),
		may: z.array(z.enum(permissions)),
		events: z.array(z.string()).nullable().openapi({ description: 'ids of drafts; null: all' }),
		until: z.string().nullable().openapi({ format: 'date-time' }),
		wallets: z.array(z.string()).openapi({ description: 'that publish for the account' }),
		publications: z.array(z.string()).openapi({ description: 'addresses of its events, within the rights' }),
	})
	.openapi('TeamOfMine');

const meSchema = z
	.object({
		account: z.string(),
		since: z.string().openapi({ format: 'date-time' }),
		roles: z.array(z.enum(roles)),
		organizer: z.object({ name: z.string() }).nullable(),
		teams: z.array(teamSchema).openapi({ description: 'accounts of others that the person acts for' }),
		wallets: z.array(z.string()),
		publications: z.array(z.string()).openapi({ description: 'addresses of its events' }),
		identities: z.array(identity),
	})
	.openapi('Me');

const me = createRoute({
	method: 'get',
	path: '/me',
	summary: 'The person’s own account: roles, teams, wallets, ways to sign in',
	responses: { ...problems(401), 200: { description: 'The account.', ...json(meSchema) } },
});

const phone = createRoute({
	method: 'get',
	path: '/me/phone',
	summary: 'The person’s own number in clear, so that a form can show it',
	responses: {
		...problems(401),
		200: { description: 'Null: none.', ...json(z.object({ phone: z.string().nullable() })) },
	},
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
	summary: 'Create what a wallet signs to be added',
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

const leave = createRoute({
	method: 'delete',
	path: '/me/teams/{account}',
	summary: 'Leave a team; 409 LAST_MANAGER for the last one who manages its members',
	request: { params: z.object({ account: z.uuid() }) },
	responses: { ...problems(400, 401, 403, 404, 409), 200: changed[200] },
});

const remove = createRoute({
	method: 'delete',
	path: '/me/identities/{id}',
	summary:
		'Remove a way to sign in, but not the last one; 409 WALLET_PUBLISHES while its events are not over',
	request: { params: z.object({ id: z.uuid() }), query: acceptedQuery },
	responses: { ...problems(400, 401, 403, 404, 409, 503), 200: changed[200] },
});

const organizer = createRoute({
	method: 'post',
	path: '/me/organizer',
	summary: 'Become an organizer, or change the public name',
	request: {
		body: {
			...json(z.strictObject({ name: organizerName }).openapi('BecomeOrganizer')),
			required: true,
		},
	},
	responses: { ...problems(400, 401, 403), 200: changed[200] },
});

/**
 * The person's own account: ways to sign in, teams, the organizer's name. Changes answer with the account as it is then.
 * Answers with CallAuthError, UnlinkIdentityError and LeaveTeamError.
 */
export const meRoutes = (deps: Deps) =>
	guarded()
		.openapi(me, async (c) => c.json(await meOf(deps, sessionIn(c).by, nowOf(deps)), 200))
		.openapi(phone, async (c) => c.json({ phone: await ownPhone(deps, sessionIn(c).by) }, 200))
		.openapi(linkCode, async (c) => {
			const body = c.req.valid('json');
			await deps.callAuth(c, '/code/link', body);
			await rememberContact(deps, c, readIdentifier(body.to).value);
			return c.json(await meOf(deps, sessionIn(c).by, nowOf(deps)), 200);
		})
		.openapi(linkChallenge, async (c) =>
			c.json(await deps.callAuth<Offered>(c, '/wallet/link-challenge', c.req.valid('json')), 200),
		)
		.openapi(linkWallet, async (c) => {
			await deps.callAuth(c, '/wallet/link', c.req.valid('json'));
			return c.json(await meOf(deps, sessionIn(c).by, nowOf(deps)), 200);
		})
		.openapi(remove, async (c) => {
			const accepted = acceptedIn(c.req.valid('query'));
			const current = await currentToken(deps, c.req.raw.headers);
			await unlinkIdentity(deps, sessionIn(c).by, c.req.valid('param').id, { accepted, current });
			return c.json(await meOf(deps, sessionIn(c).by, nowOf(deps)), 200);
		})
		.openapi(leave, async (c) => {
			await leaveTeam(deps.db, sessionIn(c), c.req.valid('param').account, nowOf(deps));
			return c.json(await meOf(deps, sessionIn(c).by, nowOf(deps)), 200);
		})
		.openapi(organizer, async (c) => {
			const { name } = c.req.valid('json');
			await becomeOrganizer(deps.db, sessionIn(c).by, name, nowOf(deps));
			return c.json(await meOf(deps, sessionIn(c).by, nowOf(deps)), 200);
		});
