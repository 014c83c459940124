import { and, eq } from 'drizzle-orm';
import type { Clock } from '#shared/clock.ts';
import { PassaError } from '#shared/errors.ts';
import type { Session } from '#shared/session.server.ts';
import { type UnlinkIdentityError, unlinkIdentity } from '../accounts/unlink-identity.ts';
import { identities } from '../models/accounts.ts';
import type { Database } from '../models/schema.ts';
import { mayChangeWallets, type WalletsError } from './may-change-wallets.ts';

export type UnlinkWalletError = WalletsError | UnlinkIdentityError | PassaError<'WALLET_NOT_FOUND'>;

/** Removes a wallet from the account acted for. Throws UnlinkWalletError. */
export async function unlinkWallet(
	deps: { db: Database; clock: Clock },
	session: Session,
	address: string,
): Promise<void> {
	await mayChangeWallets(deps, session);
	const { account } = session;
	const [row] = await deps.db
		.select({ id: identities.id })
		.from(identities)
		.where(and(eq(identities.account, account), eq(identities.kind, 'wallet'), eq(identities.key, address)));
	if (!row) throw new PassaError('WALLET_NOT_FOUND', 'There is no such wallet here.', { status: 404 });
	await unlinkIdentity(deps.db, account, row.id);
}
