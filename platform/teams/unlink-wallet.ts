import { and, eq } from 'drizzle-orm';
import { PassaError } from '#shared/errors.ts';
import type { Session } from '#shared/session.server.ts';
import {
	type UnlinkDeps,
	type UnlinkIdentityError,
	type Unlinking,
	unlinkIdentity,
} from '../accounts/unlink-identity.ts';
import { identities } from '../models/accounts.ts';
import { mayChangeWallets, type WalletsError } from './may-change-wallets.ts';

export type UnlinkWalletError = WalletsError | UnlinkIdentityError | PassaError<'WALLET_NOT_FOUND'>;

/** Removes a wallet from the account acted for, as `unlinkIdentity` does. Throws UnlinkWalletError. */
export async function unlinkWallet(
	deps: UnlinkDeps,
	session: Session,
	address: string,
	unlinking: Unlinking,
): Promise<void> {
	await mayChangeWallets(deps, session);
	const { account } = session;
	const [row] = await deps.db
		.select({ id: identities.id })
		.from(identities)
		.where(and(eq(identities.account, account), eq(identities.kind, 'wallet'), eq(identities.key, address)));
	if (!row) throw new PassaError('WALLET_NOT_FOUND', 'There is no such wallet here.', { status: 404 });
	await unlinkIdentity(deps, account, row.id, unlinking);
}
