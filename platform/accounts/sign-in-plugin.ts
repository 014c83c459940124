import type { BetterAuthPlugin } from 'better-auth';
import { createAuthEndpoint, sessionMiddleware } from 'better-auth/api';
import { setSessionCookie } from 'better-auth/cookies';
import { PassaError } from '#shared/errors.ts';
import { type AccountOfError, accountOf, type LinkToError, linkTo } from './account-of.ts';
import { readAsker } from './asker-headers.ts';
import type { ProofDeps } from './code-request.ts';
import { type Identifier, type IdentifierError, readIdentifier } from './identifier.ts';
import { noteProof, phoneSinceOf } from './phone-since.ts';
import { answerBody, challengeBody, codeBody } from './sign-in-schemas.ts';
import { type VerifyChallengeError, verifyChallenge } from './verify-challenge.ts';
import { type VerifyCodeError, verifyCode } from './verify-code.ts';
import { type ChallengeContext, type OfferChallengeError, offerChallenge } from './wallet-challenge.ts';

/** What the endpoints below throw. */
export type SignInError =
	| IdentifierError
	| VerifyCodeError
	| OfferChallengeError
	| VerifyChallengeError
	| AccountOfError
	| LinkToError
	| PassaError<'ACCOUNT_GONE'>;

/**
 * Signs people in by a code to a number or e-mail address, or by a wallet. The library's own plugins store numbers and
 * addresses in clear; ours stores HMACs and leaves sessions and cookies to the library.
 */
export function signInPlugin(deps: ProofDeps & { context: ChallengeContext }) {
	const post = { method: 'POST', requireHeaders: true } as const;
	const own = { ...post, use: [sessionMiddleware] };
	const byCode = async (
		{ to: written, code }: { to: string; code: string },
		headers: Headers | undefined,
	): Promise<Identifier> => {
		const to = readIdentifier(written);
		await verifyCode(deps, { to, purpose: 'sign-in', by: readAsker(headers) }, code);
		return to;
	};
	const link = async (identity: Identifier, { user, session }: OpenSession): Promise<void> => {
		const since = await phoneSinceOf(deps.db, session.token, new Date(deps.clock.now()));
		await linkTo(deps, identity, user.id, since);
	};
	return {
		id: 'passa-sign-in',
		endpoints: {
			signInByCode: createAuthEndpoint('/code/sign-in', { ...post, body: codeBody }, async (ctx) =>
				signIn(deps, ctx, await byCode(ctx.body, ctx.headers)),
			),
			linkByCode: createAuthEndpoint('/code/link', { ...own, body: codeBody }, async (ctx) => {
				await link(await byCode(ctx.body, ctx.headers), ctx.context.session);
				return ctx.json({});
			}),
			walletChallenge: createAuthEndpoint(
				'/wallet/challenge',
				{ ...post, body: challengeBody },
				async (ctx) => {
					const { address, by } = ctx.body;
					return ctx.json(await offerChallenge(deps, address, by, { to: 'sign-in' }));
				},
			),
			signInByWallet: createAuthEndpoint('/wallet/sign-in', { ...post, body: answerBody }, async (ctx) => {
				const value = await verifyChallenge(deps, ctx.body, { to: 'sign-in' });
				return signIn(deps, ctx, { kind: 'wallet', value });
			}),
			linkChallenge: createAuthEndpoint(
				'/wallet/link-challenge',
				{ ...own, body: challengeBody },
				async (ctx) => {
					const account = ctx.context.session.user.id;
					return ctx.json(await offerChallenge(deps, ctx.body.address, ctx.body.by, { to: 'link', account }));
				},
			),
			linkByWallet: createAuthEndpoint('/wallet/link', { ...own, body: answerBody }, async (ctx) => {
				const account = ctx.context.session.user.id;
				const value = await verifyChallenge(deps, ctx.body, { to: 'link', account });
				await link({ kind: 'wallet', value }, ctx.context.session);
				return ctx.json({});
			}),
		},
	} satisfies BetterAuthPlugin;
}

type OpenSession = { user: { id: string }; session: { token: string } };
type SignInContext = Parameters<typeof setSessionCookie>[0];

async function signIn(deps: ProofDeps, ctx: SignInContext, by: Identifier) {
	const account = await accountOf(deps, by);
	const { internalAdapter } = ctx.context;
	const user = await internalAdapter.findUserById(account);
	if (!user) throw new PassaError('ACCOUNT_GONE', 'This account was closed just now.', { status: 409 });
	const session = await internalAdapter.createSession(account);
	await noteProof(deps, session.token, by);
	await setSessionCookie(ctx, { session, user });
	return ctx.json({ account });
}
