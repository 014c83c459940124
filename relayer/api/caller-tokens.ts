import type { JWK } from 'jose';
import { deviceVerifier, type VerifyDevice } from '#shared/device.server.ts';
import { PassaError } from '#shared/errors.ts';
import { phoneProofVerifier, provesNothing, type VerifyPhoneProof } from '#shared/phone-proof.server.ts';
import { sameSecret } from '#shared/service/guard.server.ts';
import { ownSession, sessionVerifier, type VerifySession } from '#shared/session.server.ts';
import { supportToken as supportAccount } from '../review/review-deps.ts';

/** What a request may show of who sends it. */
export type CallerTokens = { session: VerifySession; device: VerifyDevice; phoneProof: VerifyPhoneProof };

/** Tokens that the platform signed, and the support token that was printed at the start. Without a key none is. */
export async function callerTokens(
	platformKey: JWK | undefined,
	supportToken: string | undefined,
): Promise<CallerTokens> {
	const sessions = platformKey ? await sessionVerifier(platformKey) : null;
	return {
		async session(token) {
			if (supportToken && sameSecret(token, supportToken)) return ownSession(supportAccount, ['support']);
			if (sessions) return sessions(token);
			throw new PassaError('SESSION_INVALID', 'Your session has ended: sign in again.', { status: 401 });
		},
		device: platformKey ? await deviceVerifier(platformKey) : async () => null,
		phoneProof: platformKey ? await phoneProofVerifier(platformKey) : async () => provesNothing,
	};
}
