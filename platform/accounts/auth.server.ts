import { drizzleAdapter } from 'better-auth/adapters/drizzle';
import { betterAuth } from 'better-auth/minimal';
import type { Logger } from 'pino';
import { accounts, identities, sessions } from '../models/accounts.ts';
import { proofs } from '../models/proofs.ts';
import type { ProofDeps } from './code-request.ts';
import { signInPlugin } from './sign-in-plugin.ts';
import type { ChallengeContext } from './wallet-challenge.ts';

export type AuthOptions = ProofDeps & {
	/** The web's origin; cookies belong to it. */
	origin: string;
	/** Signs cookies. */
	secret: string;
	context: ChallengeContext;
	log: Logger;
};

export type Auth = ReturnType<typeof createAuth>;

export const authPath = '/auth';
const sessionDays = 30;
const longestUserAgent = 200;
const day = 86_400;

/**
 * better-auth keeps sessions and cookies. Its own routes are not reachable; ours call it (`call-auth.ts`). So
 * nothing can be called that shared/roles.ts does not list.
 */
export function createAuth({ origin, secret, log, ...deps }: AuthOptions) {
	const { db } = deps;
	return betterAuth({
		baseURL: origin,
		basePath: authPath,
		secret,
		telemetry: { enabled: false },
		logger: { log: (level, message) => log[level === 'debug' ? 'trace' : level]({ of: 'auth' }, message) },
		// Our errors reach our own error handler unchanged.
		onAPIError: { throw: true },
		database: drizzleAdapter(db, { provider: 'pg', schema: { accounts, sessions, identities, proofs } }),
		// Only the columns that we use: the library's others would hold personal data.
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
		// By address only, which many people share: `call-auth.ts` charges the asker.
		rateLimit: { enabled: false },
		advanced: { cookiePrefix: 'passa', database: { generateId: 'uuid', validateSchema: false } },
		plugins: [signInPlugin(deps)],
	});
}
