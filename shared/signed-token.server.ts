import { importJWK, type JWK, type JWTPayload, jwtVerify, SignJWT } from 'jose';

const issuer = 'passa';
const algorithm = 'EdDSA';

/** What a token is for. A session's token has no audience, so none of these is a session. */
export type Audience = 'passa:device' | 'passa:phone';

type Content = { subject: string; claims: JWTPayload; seconds: number };

/** Signs tokens with the platform's key, beside its session tokens. `now` in milliseconds since 1970. */
export async function tokenSigner(
	privateJwk: JWK,
	audience: Audience,
): Promise<(content: Content, now: number) => Promise<string>> {
	const key = await importJWK(privateJwk, algorithm);
	return ({ subject, claims, seconds }, now) =>
		new SignJWT(claims)
			.setProtectedHeader({ alg: algorithm })
			.setSubject(subject)
			.setAudience(audience)
			.setIssuer(issuer)
			.setIssuedAt(Math.floor(now / 1000))
			.setExpirationTime(Math.floor(now / 1000) + seconds)
			.sign(key);
}

/** Subject and claims of such a token; null for one that the platform did not sign for this audience, or that has ended. */
export async function tokenVerifier(
	publicJwk: JWK,
	audience: Audience,
	now: () => number = Date.now,
): Promise<(token: string) => Promise<(JWTPayload & { sub: string }) | null>> {
	const key = await importJWK(publicJwk, algorithm);
	return async (token) => {
		try {
			const options = { issuer, audience, algorithms: [algorithm], requiredClaims: ['sub', 'exp'] };
			const { payload } = await jwtVerify(token, key, { ...options, currentDate: new Date(now()) });
			return { ...payload, sub: payload.sub! };
		} catch {
			return null;
		}
	};
}

/** The texts of a claim that is a list. */
export const textsIn = (value: unknown): string[] =>
	Array.isArray(value) ? value.filter((v): v is string => typeof v === 'string') : [];
