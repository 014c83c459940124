import type { PassaError } from '#shared/errors.ts';
import { limitRate } from '#shared/service/rate-limit.server.ts';
import type { Session } from '#shared/session.server.ts';
import { type LinkToError, linkTo } from '../accounts/account-of.ts';
import type { ProofDeps } from '../accounts/code-request.ts';
import { type Answer, type VerifyChallengeError, verifyChallenge } from '../accounts/verify-challenge.ts';
import {
	type ChallengeContext,
	type OfferChallengeError,
	type Offered,
	offerChallenge,
	type SignedBy,
} from '../accounts/wallet-challenge.ts';
import { limits } from '../models/limits.ts';
import { mayChangeWallets, type WalletsError } from './may-change-wallets.ts';

type Deps = ProofDeps & { context: ChallengeContext };

const attempts = { seconds: 600, max: 60, code: 'TOO_MANY_REQUESTS' } as const;

export type OfferLinkError = WalletsError | OfferChallengeError | PassaError<'TOO_MANY_REQUESTS'>;
export type LinkWalletError = WalletsError | VerifyChallengeError | LinkToError;

/** Creates what a wallet signs to publish for the account acted for. Throws OfferLinkError. */
export async function offerLink(
	deps: Deps,
	session: Session,
	address: string,
	by: SignedBy,
): Promise<Offered> {
	await mayChangeWallets(deps, session);
	const key = deps.seal.keyOf('limit', `wallets ${session.by}`);
	await limitRate(deps.db, limits, key, attempts, deps.clock.now());
	return offerChallenge(deps, address, by, { to: 'link', account: session.account });
}

/** Links the wallet that answers; `phoneSince` of the session. Throws LinkWalletError. */
export async function linkWallet(
	deps: Deps,
	session: Session,
	phoneSince: Date | null,
	answer: Answer,
): Promise<string> {
	await mayChangeWallets(deps, session);
	const { account } = session;
	const value = await verifyChallenge(deps, answer, { to: 'link', account });
	await linkTo(deps, { kind: 'wallet', value }, account, phoneSince);
	return value;
}
