import { createRoute, z } from '@hono/zod-openapi';
import type { Context } from 'hono';
import { nowOf } from '#shared/clock.ts';
import type { Guarded } from '#shared/service/guard.server.ts';
import { json } from '#shared/service/json-content.server.ts';
import { problems } from '#shared/service/problems.server.ts';
import { becomeOrganizer } from '../accounts/become-organizer.ts';
import { organizerName } from '../accounts/sign-in-schemas.ts';
import { asManager } from '../teams/as-manager.ts';
import { changeMember } from '../teams/change-member.ts';
import { createTeam } from '../teams/create-team.ts';
import { invite } from '../teams/invite.ts';
import { removeMember } from '../teams/remove-member.ts';
import { teamView } from '../teams/team-view.ts';
import { withdrawInvitation } from '../teams/withdraw-invitation.ts';
import { type Deps, guarded } from './api-deps.ts';
import { sessionIn } from './session.ts';
import { inviteBody, rightsBody, teamSchema } from './team-schemas.ts';

const byId = z.object({ id: z.uuid() });
const refused = problems(400, 401, 403, 404, 409, 429);
const named = z.strictObject({ name: organizerName }).openapi('TeamName');
const changed = { ...refused, 200: { description: 'The team.', ...json(teamSchema) } };

const create = createRoute({
	method: 'post',
	path: '/teams',
	summary: 'Create a company that organizes events, with the caller as its first member',
	request: { body: { ...json(named), required: true } },
	responses: {
		...problems(400, 401, 403, 429),
		201: { description: 'Its account.', ...json(z.object({ account: z.string() }).openapi('NewTeam')) },
	},
});

const get = createRoute({
	method: 'get',
	path: '/team',
	summary: 'Members, open invitations and wallets of the account acted for',
	responses: changed,
});

const rename = createRoute({
	method: 'put',
	path: '/team',
	summary: 'Change the public name of the account acted for',
	request: { body: { ...json(named), required: true } },
	responses: changed,
});

const sendInvitation = createRoute({
	method: 'post',
	path: '/team/invitations',
	summary: 'Invite somebody by number or e-mail address: a link of 7 days that only its owner can accept',
	request: { body: { ...json(inviteBody), required: true } },
	responses: { ...refused, 201: { description: 'The team.', ...json(teamSchema) } },
});

const withdraw = createRoute({
	method: 'delete',
	path: '/team/invitations/{id}',
	summary: 'Withdraw an invitation',
	request: { params: byId },
	responses: changed,
});

const change = createRoute({
	method: 'put',
	path: '/team/members/{id}',
	summary: 'Change what a member may do; nobody gives what they do not hold',
	request: { params: byId, body: { ...json(rightsBody), required: true } },
	responses: changed,
});

const remove = createRoute({
	method: 'delete',
	path: '/team/members/{id}',
	summary: 'Remove a member; 409 LAST_MANAGER for the last one who manages members',
	request: { params: byId },
	responses: { ...refused, 204: { description: 'Removed.' } },
});

/**
 * The team acted for: members, invitations, its name. Answers with CreateTeamError, InviteError,
 * WithdrawInvitationError, ChangeMemberError and RemoveMemberError.
 */
export function teamRoutes(deps: Deps) {
	const { db, seal } = deps;
	const view = (c: Context<Guarded>) => teamView(db, seal, sessionIn(c), nowOf(deps));
	return guarded()
		.openapi(create, async (c) => {
			const account = await createTeam(deps, sessionIn(c), c.req.valid('json').name);
			return c.json({ account }, 201);
		})
		.openapi(get, async (c) => c.json(await view(c), 200))
		.openapi(rename, async (c) => {
			const [session, now] = [sessionIn(c), nowOf(deps)];
			const { name } = c.req.valid('json');
			await asManager(db, session, now, (tx) => becomeOrganizer(tx, session.account, name, now));
			return c.json(await view(c), 200);
		})
		.openapi(sendInvitation, async (c) => {
			const { to, language = 'en', ...rights } = c.req.valid('json');
			await invite(deps, sessionIn(c), { to, rights, language });
			return c.json(await view(c), 201);
		})
		.openapi(withdraw, async (c) => {
			await withdrawInvitation(db, sessionIn(c), c.req.valid('param').id, nowOf(deps));
			return c.json(await view(c), 200);
		})
		.openapi(change, async (c) => {
			const { id } = c.req.valid('param');
			await changeMember(db, sessionIn(c), id, c.req.valid('json'), nowOf(deps));
			return c.json(await view(c), 200);
		})
		.openapi(remove, async (c) => {
			// Answers without the team: a member who removed themself may no longer see it.
			await removeMember(db, sessionIn(c), c.req.valid('param').id, nowOf(deps));
			return c.body(null, 204);
		});
}
