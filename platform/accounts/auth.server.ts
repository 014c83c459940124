import { drizzleAdapter } from 'better-auth/adapters/drizzle';
import { betterAuth } from 'better-auth/minimal';
import type { Logger } from 'pino';
import { countRequest } from '#shared/service/rate-limit.server.ts';
import { accounts, identities, sessions } from '../models/accounts.ts';
import { limits } from '../models/limits.ts';
import { proofs } from '../models/proofs.ts';
import type { ProofDeps } from './send-code.ts';
import { signInPlugin } from './sign-in-plugin.ts';
import type { Place } from './wallet-challenge.ts';

export type AuthOptions = ProofDeps & {
	/** The web's origin: cookies are its. */
	origin: string;
	/** Signs cookies. */
	secret: string;
	place: Place;
	log: Logger;
};

export type Auth = ReturnType<typeof createAuth>;

export const authPath = '/auth';
const sessionDays = 30;
const longestUserAgent = 200;
const day = 86_400;

/**
 * better-auth keeps sessions, cookies and limits. None of its routes is open by itself: ours ask it (`ask.ts`), so that
 * nothing can be called that shared/roles.ts does not list.
 */
export function createAuth({ origin, secret, log, ...deps }: AuthOptions) {
	const { db, seal, clock } = deps;
	return betterAuth({
		baseURL: origin,
		basePath: authPath,
		secret,
		telemetry: { enabled: false },
		logger: { log: (level, message) => log[level === 'debug' ? 'trace' : level]({ of: 'auth' }, message) },
		// What we throw reaches our own handler of errors as it is.
		onAPIError: { throw: true },
		database: drizzleAdapter(db, { provider: 'pg', schema: { accounts, sessions, identities, proofs } }),
		// Only the columns that we have a use for: the library's others would hold what is personal.
		user: { modelName: 'accounts' },
		session: {
			modelName: 'sessions',
			fields: { userId: 'account' },
			expiresIn: sessionDays * day,
			updateAge: day,
		},
		account: { modelName: 'identities', fields: { userId: 'account', providerId: 'kind', accountId: 'key' } },
		verification: { modelName: 'proofs' },
		databaseHooks: {
			session: {
				create: {
					before: async (session) => ({
						data: {
							...session,
							ipAddress: undefined,
							userAgent: session.userAgent?.slice(0, longestUserAgent),
						},
					}),
				},
			},
		},
		rateLimit: {
			enabled: true,
			customStorage: {
				consume: (key, { window, max }) =>
					countRequest(db, limits, seal.keyOf('limit', key), { seconds: window, max }, clock.now()),
			},
		},
		advanced: { cookiePrefix: 'passa', database: { generateId: 'uuid', validateSchema: false } },
		plugins: [signInPlugin(deps)],
	});
}
