import { importJWK, type JWK, type JWTPayload, jwtVerify, SignJWT } from 'jose';
import { PassaError } from './errors.ts';
import { type Permission, permissions, type Role, roles, type Strong } from './roles.ts';
import { textsIn } from './signed-token.server.ts';

/** How the person proved who they are. */
export type Via = 'cookie';

/** Who is calling, and for which account. */
export type Session = {
	/** The account acted for; the person's own, or one that they are a member of. */
	account: string;
	/** The person's own account. */
	by: string;
	via: Via;
	/** Of the account acted for. Support and admin belong to a person and are never among a team's. */
	roles: Role[];
	/** What the person may do for the account. */
	may: Permission[];
	/** Linked to the account. */
	wallets: string[];
	/** Ids of drafts and addresses of their events that the permissions are limited to; null: all of the account. */
	events: string[] | null;
	/**
	 * Where the session was begun by a number's code alone: when, in Unix seconds; else null. A number is given to other
	 * people, so such a session opens nothing that was over before.
	 */
	phoneSince: number | null;
	/** `phoneMark` of each number that signs the person in, under their own account's id. Only a token names them. */
	phones: string[];
	/** Of the person's second factor, in the session that asks. */
	strong: Strong;
};

/** A session of a person who acts for themself. */
export const ownSession = (
	account: string,
	roles: Role[],
	rest: Partial<Pick<Session, 'may' | 'wallets' | 'phones' | 'phoneSince' | 'strong'>> = {},
): Session => ({
	account,
	by: account,
	via: 'cookie',
	roles,
	may: [],
	wallets: [],
	events: null,
	phoneSince: null,
	phones: [],
	strong: 'none',
	...rest,
});

const issuer = 'passa';
const algorithm = 'EdDSA';
/** A token's lifetime. A removed member's token ends within it. */
export const sessionSeconds = 300;

export type VerifySessionError = PassaError<'SESSION_INVALID'>;
/** The session of a token. Throws VerifySessionError. */
export type VerifySession = (token: string) => Promise<Session>;

/** Session tokens are JWTs (RFC 7519) signed by the platform with Ed25519; they live five minutes. */
export async function sessionSigner(
	privateJwk: JWK,
): Promise<(session: Session, now: number) => Promise<string>> {
	const key = await importJWK(privateJwk, algorithm);
	return ({ account, ...claims }, now) =>
		new SignJWT(claims)
			.setProtectedHeader({ alg: algorithm })
			.setSubject(account)
			.setIssuer(issuer)
			.setIssuedAt(Math.floor(now / 1000))
			.setExpirationTime(Math.floor(now / 1000) + sessionSeconds)
			.sign(key);
}

/** Throws SESSION_INVALID for a token that the platform did not sign, or that has ended. */
export async function sessionVerifier(publicJwk: JWK, now: () => number = Date.now): Promise<VerifySession> {
	const key = await importJWK(publicJwk, algorithm);
	return async (token) => {
		try {
			const { payload } = await jwtVerify(token, key, {
				issuer,
				algorithms: [algorithm],
				currentDate: new Date(now()),
				requiredClaims: ['sub', 'exp', 'by', 'via', 'events'],
			});
			return sessionIn(payload);
		} catch (cause) {
			throw new PassaError('SESSION_INVALID', 'Your session has ended: sign in again.', {
				status: 401,
				cause,
			});
		}
	};
}

function sessionIn({ sub, by, via, events, ...claims }: JWTPayload): Session {
	if (typeof by !== 'string' || via !== 'cookie') throw new TypeError('a claim has the wrong form');
	return {
		account: sub!,
		by,
		via,
		roles: textsIn(claims.roles).filter((r): r is Role => roles.includes(r as Role)),
		may: textsIn(claims.may).filter((p): p is Permission => permissions.includes(p as Permission)),
		wallets: textsIn(claims.wallets),
		events: events === null ? null : textsIn(events),
		phoneSince: typeof claims.phoneSince === 'number' ? claims.phoneSince : null,
		phones: textsIn(claims.phones),
		strong: claims.strong === 'shown' || claims.strong === 'due' ? claims.strong : 'none',
	};
}
