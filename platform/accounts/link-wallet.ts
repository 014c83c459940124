import { and, eq } from 'drizzle-orm';
import { PassaError } from '#shared/errors.ts';
import type { Session } from '#shared/session.server.ts';
import { accounts, identities } from '../models/accounts.ts';
import { rightsOf } from '../teams/rights-of.ts';
import { linkTo } from './account-of.ts';
import { consume, type Rule, tooMany } from './limit.ts';
import type { ProofDeps } from './send-code.ts';
import { unlink } from './unlink.ts';
import { type Answer, verifyChallenge } from './verify-challenge.ts';
import { type ChallengeContext, type Offered, offerChallenge, type SignedBy } from './wallet-challenge.ts';

type Deps = ProofDeps & { context: ChallengeContext };

const attempts: Rule = { seconds: 600, max: 60 };

/** Creates what a wallet signs to publish for the account acted for. Throws FORBIDDEN or TOO_MANY_REQUESTS. */
export async function offerLink(
	deps: Deps,
	session: Session,
	address: string,
	by: SignedBy,
): Promise<Offered> {
	await mayLink(deps, session);
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
	await mayLink(deps, session);
	const { account } = session;
	const value = await verifyChallenge(deps, answer, { to: 'link', account });
	await linkTo(deps, { kind: 'wallet', value }, account);
	return value;
}

/** Removes a wallet from the account acted for. Throws FORBIDDEN, WALLET_NOT_FOUND or LAST_IDENTITY. */
export async function unlinkWallet(deps: Deps, session: Session, address: string): Promise<void> {
	await mayLink(deps, session);
	const { account } = session;
	const [row] = await deps.db
		.select({ id: identities.id })
		.from(identities)
		.where(and(eq(identities.account, account), eq(identities.kind, 'wallet'), eq(identities.key, address)));
	if (!row) throw new PassaError('WALLET_NOT_FOUND', 'There is no such wallet here.', { status: 404 });
	await unlink(deps.db, account, row.id);
}

/**
 * Reads the rights of this moment, since a token may outlive a removal by minutes and a linked wallet stays. A wallet
 * publishes for the whole account, so members of some events cannot link one. A person signs in with their wallets, so
 * nobody else links one to a person's account: it would open it.
 */
async function mayLink({ db, clock }: Deps, { account, by }: Session): Promise<void> {
	const held = await rightsOf(db, account, by, new Date(clock.now()));
	const [row] = await db.select({ kind: accounts.kind }).from(accounts).where(eq(accounts.id, account));
	const unlimited = held?.permissions.includes('event.publish') && held.events === null;
	if (unlimited && (account === by || row?.kind === 'company')) return;
	throw new PassaError('FORBIDDEN', 'You cannot change the wallets of this account.', { status: 403 });
}
