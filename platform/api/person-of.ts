import type { Context } from 'hono';
import { PassaError } from '#shared/errors.ts';
import type { Guarded } from '#shared/service/guard.server.ts';
import type { Person } from '../factors/factors.ts';
import type { Deps } from './api-deps.ts';
import { sessionIn } from './session.ts';
import { currentToken } from './sessions.ts';

/** The person, by the session's cookie alone: its session shows factors. */
export async function personOf(deps: Deps, c: Context<Guarded>): Promise<Person> {
	const token = await currentToken(deps, c.req.raw.headers);
	if (!token) throw new PassaError('SIGN_IN_NEEDED', 'Sign in first.', { status: 401 });
	return { account: sessionIn(c).by, token };
}
