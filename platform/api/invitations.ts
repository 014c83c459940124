import { createRoute, z } from '@hono/zod-openapi';
import { nowOf } from '#shared/clock.ts';
import { json } from '#shared/service/json-content.server.ts';
import { problems } from '#shared/service/problems.server.ts';
import { acceptInvitation } from '../teams/accept-invitation.ts';
import { readInvitation } from '../teams/read-invitation.ts';
import { viewOf } from '../teams/team-view.ts';
import { type Deps, guarded } from './api-deps.ts';
import { sessionIn } from './session.ts';
import { invitationSchema } from './team-schemas.ts';

const request = { params: z.object({ token: z.string().min(1).max(60) }) };
const refused = problems(400, 401, 403, 404, 409);

const get = createRoute({
	method: 'get',
	path: '/invitations/{token}',
	summary: 'An invitation, by the token of its link; 404 INVITATION_OVER',
	request,
	responses: { ...refused, 200: { description: 'What it offers.', ...json(invitationSchema) } },
});

const accept = createRoute({
	method: 'post',
	path: '/invitations/{token}/accept',
	summary: 'Join the team; 403 INVITATION_NOT_YOURS without the number or address that was invited',
	request,
	responses: {
		...refused,
		200: {
			description: 'The account to act for.',
			...json(z.object({ account: z.string() }).openapi('Joined')),
		},
	},
});

/** An invitation as the person who opened its link sees it, and joining the team. Answers with AcceptInvitationError. */
export function invitationRoutes(deps: Deps) {
	const { db, seal } = deps;
	return guarded()
		.openapi(get, async (c) => {
			const { token } = c.req.valid('param');
			const { team, to, yours, row } = await readInvitation(db, seal, token, sessionIn(c).by, nowOf(deps));
			return c.json({ team, to, yours, expiresAt: row.expiresAt.toISOString(), ...viewOf(row) }, 200);
		})
		.openapi(accept, async (c) => {
			const { token } = c.req.valid('param');
			return c.json({ account: await acceptInvitation(deps, sessionIn(c), token, nowOf(deps)) }, 200);
		});
}
