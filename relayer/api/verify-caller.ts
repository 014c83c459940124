import { PassaError } from '#shared/errors.ts';
import { sameSecret } from '#shared/service/guard.server.ts';
import { ownSession, type VerifySession } from '#shared/session.server.ts';
import { supportToken as supportAccount } from '../review/review-deps.ts';

/** A session token of the platform, or the support token that was printed at the start. */
export function verifyCaller(
	sessions: VerifySession | null,
	supportToken: string | undefined,
): VerifySession {
	return async (token) => {
		if (supportToken && sameSecret(token, supportToken)) return ownSession(supportAccount, ['support']);
		if (sessions) return sessions(token);
		throw new PassaError('SESSION_INVALID', 'Your session has ended: sign in again.', { status: 401 });
	};
}
