import { createRoute, z } from '@hono/zod-openapi';
import { and, desc, eq, gt } from 'drizzle-orm';
import { nowOf } from '#shared/clock.ts';
import { PassaError } from '#shared/errors.ts';
import { isSignedIn } from '#shared/roles.ts';
import { json } from '#shared/service/json-content.server.ts';
import { problems } from '#shared/service/problems.server.ts';
import { sessionSeconds } from '#shared/session.server.ts';
import { phoneSinceOf } from '../accounts/phone-since.ts';
import { phonesOf } from '../accounts/phones-of.ts';
import { sessionOfEvent } from '../drafts/session-of-event.ts';
import { sessions } from '../models/accounts.ts';
import { requiredStrength } from '../teams/required-strength.ts';
import { type Deps, guarded } from './api-deps.ts';
import { cookieSession, sessionFor, sessionIn } from './session.ts';

const time = z.string().openapi({ format: 'date-time' });

const tokenSchema = z
	.object({
		token: z.string().openapi({ description: 'for `Authorization: Bearer` at the other services' }),
		expiresAt: time,
	})
	.openapi('SessionToken');

const sessionSchema = z
	.object({
		id: z.string(),
		current: z.boolean().openapi({ description: 'the session of this request' }),
		device: z.string().nullable().openapi({ description: 'as the browser calls itself' }),
		since: time,
		expiresAt: time,
	})
	.openapi('Session');

const token = createRoute({
	method: 'post',
	path: '/token',
	summary: 'A token of five minutes, for the person or for a team they act for; 404 TEAM_NOT_FOUND',
	request: {
		body: {
			...json(
				z
					.strictObject({
						as: z
							.uuid()
							.optional()
							.openapi({ description: 'the account to act for; unset: the person’s own' }),
						event: z
							.string()
							.max(60)
							.optional()
							.openapi({ description: 'C…: a token that reaches this event of the account only' }),
					})
					.openapi('TokenRequest'),
			),
			required: true,
		},
	},
	responses: {
		...problems(400, 401, 403, 404, 503),
		200: { description: 'Signed by us.', ...json(tokenSchema) },
	},
});

const list = createRoute({
	method: 'get',
	path: '/sessions',
	summary: 'Where the person is signed in',
	responses: {
		...problems(401),
		200: { description: 'Newest first.', ...json(z.object({ items: z.array(sessionSchema) })) },
	},
});

const revoke = createRoute({
	method: 'delete',
	path: '/sessions/{id}',
	summary: 'Sign out elsewhere',
	request: { params: z.object({ id: z.uuid() }) },
	responses: { ...problems(401, 403, 404), 204: { description: 'Ended.' } },
});

/**
 * Session tokens for the other services, and where the person is signed in. Answers 401 SIGN_IN_NEEDED, 404
 * TEAM_NOT_FOUND or SESSION_NOT_FOUND, and SessionOfEventError.
 */
export const sessionRoutes = (deps: Deps) =>
	guarded()
		.openapi(token, async (c) => {
			// By the cookie alone: a stolen token that could renew itself would never end.
			const own = await cookieSession(deps)(c, isSignedIn);
			if (!own) throw new PassaError('SIGN_IN_NEEDED', 'Sign in first.', { status: 401 });
			const { as, event } = c.req.valid('json');
			const whole = await sessionFor(deps, own.account, as);
			const acting = event === undefined ? whole : await sessionOfEvent(deps, whole, event);
			const [phones, phoneSince] = await Promise.all([
				phonesOf(deps, own.account),
				phoneSinceIn(deps, c.req.raw.headers),
			]);
			const session = {
				...acting,
				strong: await requiredStrength(deps.db, acting, own.strong),
				phones,
				phoneSince: phoneSince && seconds(phoneSince),
			};
			const now = deps.clock.now();
			const expiresAt = new Date((Math.floor(now / 1000) + sessionSeconds) * 1000).toISOString();
			return c.json({ token: await deps.sign(session, now), expiresAt }, 200);
		})
		.openapi(list, async (c) => {
			const current = await currentToken(deps, c.req.raw.headers);
			const rows = await deps.db
				.select()
				.from(sessions)
				.where(and(eq(sessions.account, sessionIn(c).by), gt(sessions.expiresAt, nowOf(deps))))
				.orderBy(desc(sessions.createdAt), sessions.id);
			const items = rows.map((s) => ({
				id: s.id,
				current: s.token === current,
				device: s.userAgent,
				since: s.createdAt.toISOString(),
				expiresAt: s.expiresAt.toISOString(),
			}));
			return c.json({ items }, 200);
		})
		.openapi(revoke, async (c) => {
			const { id } = c.req.valid('param');
			const gone = await deps.db
				.delete(sessions)
				.where(and(eq(sessions.id, id), eq(sessions.account, sessionIn(c).by)))
				.returning({ id: sessions.id });
			if (gone.length === 0) {
				throw new PassaError('SESSION_NOT_FOUND', 'You have no such session.', { status: 404 });
			}
			return c.body(null, 204);
		});

/** Of the session of a request's cookie. */
export async function phoneSinceIn(deps: Deps, headers: Headers): Promise<Date | null> {
	return phoneSinceOf(deps.db, (await currentToken(deps, headers)) ?? '', nowOf(deps));
}

const seconds = (time: Date): number => Math.floor(time.getTime() / 1000);

/** Of the session of a request's cookie; null without one. */
export async function currentToken({ auth }: Deps, headers: Headers): Promise<string | null> {
	const found = headers.has('cookie') ? await auth.api.getSession({ headers }) : null;
	return found?.session.token ?? null;
}
