import { importJWK, type JWK, jwtVerify, SignJWT } from 'jose';
import { PassaError } from './errors.ts';
import { type Role, roles } from './roles.ts';

/** Who is calling. `events` are the addresses a gate or team role is limited to. */
export type Session = { account: string; roles: Role[]; wallets: string[]; events: string[] };

const issuer = 'passa';
const algorithm = 'EdDSA';
/** How long a token lives. */
export const sessionSeconds = 300;

export type VerifySession = (token: string) => Promise<Session>;

/** Session tokens are JWTs (RFC 7519) signed by the platform with Ed25519; they live five minutes. */
export async function sessionSigner(
	privateJwk: JWK,
): Promise<(session: Session, now: number) => Promise<string>> {
	const key = await importJWK(privateJwk, algorithm);
	return (session, now) =>
		new SignJWT({ roles: session.roles, wallets: session.wallets, events: session.events })
			.setProtectedHeader({ alg: algorithm })
			.setSubject(session.account)
			.setIssuer(issuer)
			.setIssuedAt(Math.floor(now / 1000))
			.setExpirationTime(Math.floor(now / 1000) + sessionSeconds)
			.sign(key);
}

/** Refuses with SESSION_INVALID whatever the platform did not sign, or no longer stands by. */
export async function sessionVerifier(publicJwk: JWK, now: () => number = Date.now): Promise<VerifySession> {
	const key = await importJWK(publicJwk, algorithm);
	return async (token) => {
		try {
			const { payload } = await jwtVerify(token, key, {
				issuer,
				algorithms: [algorithm],
				currentDate: new Date(now()),
				requiredClaims: ['sub', 'exp'],
			});
			return {
				account: payload.sub!,
				roles: texts(payload.roles).filter((r): r is Role => roles.includes(r as Role)),
				wallets: texts(payload.wallets),
				events: texts(payload.events),
			};
		} catch (cause) {
			throw new PassaError('SESSION_INVALID', 'Your session has ended: sign in again.', {
				status: 401,
				cause,
			});
		}
	};
}

const texts = (value: unknown): string[] =>
	Array.isArray(value) ? value.filter((v): v is string => typeof v === 'string') : [];
