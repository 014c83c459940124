import { randomUUID } from 'node:crypto';
import type { JWK } from 'jose';
import { phoneMark } from './phone-mark.server.ts';
import { sameSecret } from './service/guard.server.ts';
import { type Session, sessionVerifier } from './session.server.ts';
import { textsIn, tokenSigner, tokenVerifier } from './signed-token.server.ts';

/**
 * The header in which tokens say which numbers the caller has shown codes of: a proof, a session's token, or both with a
 * space between.
 */
export const phoneProofHeader = 'x-passa-phone-proof';

/** Long enough to load an M-Pesa account and try again. */
export const phoneProofSeconds = 1800;

/** Signs that somebody has just shown the code that was sent to a number. */
export async function phoneProofSigner(
	privateJwk: JWK,
): Promise<(phone: string, now: number) => Promise<string>> {
	const sign = await tokenSigner(privateJwk, 'passa:phone');
	return (phone, now) => {
		const subject = randomUUID();
		return sign({ subject, claims: { phone: phoneMark(subject, phone) }, seconds: phoneProofSeconds }, now);
	};
}

/** Whether a caller has proved a number. */
export type Proves = (phone: string) => boolean;

export const provesNothing: Proves = () => false;

/** The numbers that sign a session's person in. */
export const provedBy =
	({ by, phones }: Pick<Session, 'by' | 'phones'>): Proves =>
	(phone) =>
		phones.some((mark) => sameSecret(mark, phoneMark(by, phone)));

/** What a token proves. A token that is neither a proof nor a session's, or that has ended, proves nothing. */
export type VerifyPhoneProof = (token: string) => Promise<Proves>;

export async function phoneProofVerifier(publicJwk: JWK, now?: () => number): Promise<VerifyPhoneProof> {
	const proof = await tokenVerifier(publicJwk, 'passa:phone', now);
	const session = await sessionVerifier(publicJwk, now);
	return async (token) => {
		const found = await proof(token);
		if (found) {
			const [mark = ''] = textsIn([found.phone]);
			return (phone) => sameSecret(mark, phoneMark(found.sub, phone));
		}
		return session(token).then(provedBy, () => provesNothing);
	};
}
