import { timingSafeEqual } from 'node:crypto';
import type { Context, Hono, MiddlewareHandler } from 'hono';
import { matchedRoutes } from 'hono/route';
import { PassaError } from '../errors.ts';
import { type Access, access, admits, owesFactor, type Service } from '../roles.ts';
import type { Session, VerifySession, VerifySessionError } from '../session.server.ts';

export type Guarded = { Variables: { session: Session | null } };

/**
 * Admits a request as `shared/roles.ts` says. It is the first middleware of a service. A route that the table does not
 * know is refused, so a forgotten route is closed. `byCookie` is for the service that keeps sessions.
 */
export function guard(
	service: Service,
	verify: VerifySession,
	serviceToken?: string,
	byCookie?: (c: Context, wanted: Access) => Promise<Session | null>,
): MiddlewareHandler<Guarded> {
	const table = access[service];
	return async (c, next) => {
		const wanted = accessOf(table, c);
		if (wanted === undefined) return next();
		const token = bearer(c);
		if (wanted === 'service') {
			if (!serviceToken || !token || !sameSecret(token, serviceToken)) throw forbidden();
			return next();
		}
		const session = await sessionFor(wanted, token, verify, () => byCookie?.(c, wanted) ?? null);
		c.set('session', session);
		if (session && admits(wanted, session) && owesFactor(wanted, session.strong)) throw strongNeeded();
		if (admits(wanted, session)) return next();
		if (session) throw forbidden();
		throw new PassaError('SIGN_IN_NEEDED', 'Sign in first.', { status: 401 });
	};
}

/** A bearer's token, or else the cookie's session; a route that needs neither does not read them. */
async function sessionFor(
	wanted: Access,
	token: string | null,
	verify: VerifySession,
	byCookie: () => Promise<Session | null> | null,
): Promise<Session | null> {
	if (wanted === 'holder' || wanted === 'provider' || wanted === 'device') return null;
	if (token) return verify(token);
	return wanted === 'public' ? null : byCookie();
}

export type GuardError = VerifySessionError | PassaError<'SIGN_IN_NEEDED' | 'FORBIDDEN' | 'STRONG_NEEDED'>;

export const strongNeeded = (): PassaError<'STRONG_NEEDED'> =>
	new PassaError('STRONG_NEEDED', 'Show your second factor first: the code of your app.', { status: 403 });

const forbidden = (): GuardError => new PassaError('FORBIDDEN', 'That is not open to you.', { status: 403 });

/** The last route that matched is the handler; undefined if nothing but middleware did: the app's own 404. */
function accessOf(table: Record<string, Access>, c: Context): Access | undefined {
	const handler = matchedRoutes(c)
		.filter((r) => r.method !== 'ALL' || table[`ALL ${r.path}`] !== undefined)
		.at(-1);
	if (!handler) return undefined;
	const found = table[`${handler.method} ${handler.path}`];
	if (found === undefined) throw forbidden();
	return found;
}

/** From `Authorization: Bearer …`, else null. */
export function bearer(c: Context): string | null {
	const [scheme, token] = (c.req.header('authorization') ?? '').split(' ');
	return scheme?.toLowerCase() === 'bearer' && token ? token : null;
}

/** Compares in constant time. */
export function sameSecret(a: string | Uint8Array, b: string | Uint8Array): boolean {
	const [left, right] = [Buffer.from(a), Buffer.from(b)];
	return left.length === right.length && timingSafeEqual(left, right);
}

/** Routes of an app that the table does not list, and entries without a route. Tests demand that there are none. */
export function unlisted(service: Service, app: Pick<Hono, 'routes'>): string[] {
	const table = access[service];
	const own = new Set(
		app.routes.map((r) => `${r.method} ${r.path}`).filter((r) => !r.startsWith('ALL ') || table[r]),
	);
	return [
		...[...own].filter((r) => table[r] === undefined).map((r) => `${r} is not in the table`),
		...Object.keys(table)
			.filter((r) => !own.has(r))
			.map((r) => `${r} is no route`),
	];
}
