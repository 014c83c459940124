import type { Session } from '#shared/session.server.ts';
import { linkTo } from '../accounts/account-of.ts';
import { consume, type Rule, tooMany } from '../accounts/limit.ts';
import type { ProofDeps } from '../accounts/send-code.ts';
import { type Answer, verifyChallenge } from '../accounts/verify-challenge.ts';
import {
	type ChallengeContext,
	type Offered,
	offerChallenge,
	type SignedBy,
} from '../accounts/wallet-challenge.ts';
import { mayChangeWallets } from './may-change-wallets.ts';

type Deps = ProofDeps & { context: ChallengeContext };

const attempts: Rule = { seconds: 600, max: 60 };

/** Creates what a wallet signs to publish for the account acted for. Throws FORBIDDEN or TOO_MANY_REQUESTS. */
export async function offerLink(
	deps: Deps,
	session: Session,
	address: string,
	by: SignedBy,
): Promise<Offered> {
	await mayChangeWallets(deps, session);
	const { allowed, retryAfter } = await consume(
		deps.db,
		deps.seal.keyOf('limit', `wallets ${session.by}`),
		attempts,
		deps.clock.now(),
	);
	if (!allowed) throw tooMany(retryAfter);
	return offerChallenge(deps, address, by, { to: 'link', account: session.account });
}

/** Links the wallet that answers. Throws FORBIDDEN, CHALLENGE_OVER, SIGNATURE_WRONG or IDENTITY_TAKEN. */
export async function linkWallet(deps: Deps, session: Session, answer: Answer): Promise<string> {
	await mayChangeWallets(deps, session);
	const { account } = session;
	const value = await verifyChallenge(deps, answer, { to: 'link', account });
	await linkTo(deps, { kind: 'wallet', value }, account);
	return value;
}
