import type { Context, MiddlewareHandler } from 'hono';
import { getCookie } from 'hono/cookie';
import { actingCookie } from '#shared/acting-cookie.ts';
import { nowOf } from '#shared/clock.ts';
import { PassaError } from '#shared/errors.ts';
import type { Access } from '#shared/roles.ts';
import { bearer, type Guarded } from '#shared/service/guard.server.ts';
import type { Session } from '#shared/session.server.ts';
import { sessionOf } from '../accounts/session-of.ts';
import { strengthOf } from '../factors/session-strength.ts';
import { actingSession } from '../teams/acting-session.ts';
import { requiredStrength } from '../teams/required-strength.ts';
import type { Deps } from './api-deps.ts';

/**
 * The session of a cookie; renews the cookie when due. Routes that need a permission act for the account that a second
 * cookie names; all other routes are the person's own and ignore it.
 */
export const cookieSession =
	(deps: Deps) =>
	async (c: Context, wanted: Access): Promise<Session | null> => {
		if (!c.req.header('cookie')) return null;
		const { headers, response } = await deps.auth.api.getSession({
			headers: c.req.raw.headers,
			returnHeaders: true,
		});
		for (const cookie of headers.getSetCookie()) c.header('set-cookie', cookie, { append: true });
		if (!response) return null;
		const forAccount = typeof wanted === 'object' && 'may' in wanted;
		const { userId, token } = response.session;
		const [session, strong] = await Promise.all([
			sessionFor(deps, userId, forAccount ? getCookie(c, actingCookie) : undefined),
			strengthOf(deps.db, userId, token, nowOf(deps)),
		]);
		return { ...session, strong: await requiredStrength(deps.db, session, strong) };
	};

/** The session of a person, for their own account or as a member of another. Throws ActingSessionError. */
export const sessionFor = (
	{ db, admins, clock }: Deps,
	person: string,
	account = person,
): Promise<Session> =>
	account === person
		? sessionOf(db, admins, person)
		: actingSession(db, person, account, new Date(clock.now()));

const harmless = new Set(['GET', 'HEAD', 'OPTIONS']);

/**
 * Another site must not act through a person's browser. A changing request needs the web's origin, unless no browser sent
 * it: it has no cookie, or it has a bearer token, which browsers never attach by themselves.
 */
export const ownOrigin =
	(origin: string): MiddlewareHandler =>
	async (c, next) => {
		const from = c.req.header('origin');
		const byBrowser = c.req.header('cookie') !== undefined && bearer(c) === null;
		if (harmless.has(c.req.method) || from === origin || (from === undefined && !byBrowser)) return next();
		throw new PassaError('ORIGIN_FORBIDDEN', 'This can only be done from our own pages.', { status: 403 });
	};

/** The session of a request that the guard let in. */
export function sessionIn(c: Context<Guarded>): Session {
	const session = c.get('session');
	if (!session) throw new PassaError('SIGN_IN_NEEDED', 'Sign in first.', { status: 401 });
	return session;
}
