import { eq } from 'drizzle-orm';
import type { Clock } from '#shared/clock.ts';
import { PassaError } from '#shared/errors.ts';
import type { Session } from '#shared/session.server.ts';
import { accounts } from '../models/accounts.ts';
import type { Reader } from '../models/schema.ts';
import { rightsOf } from './rights-of.ts';

type Deps = { db: Reader; clock: Clock };

export type WalletsError = PassaError<'FORBIDDEN'>;

/**
 * Throws WalletsError for a caller who may not change the account's wallets. It reads the rights of this moment: a token
 * may outlive a removal by minutes, and a linked wallet stays. A wallet publishes for the whole account, so members of
 * some events cannot link one. A linked wallet opens a person's account, so only that person links one.
 */
export async function mayChangeWallets({ db, clock }: Deps, { account, by }: Session): Promise<void> {
	const held = await rightsOf(db, account, by, new Date(clock.now()));
	const [row] = await db.select({ kind: accounts.kind }).from(accounts).where(eq(accounts.id, account));
	const unlimited = held?.permissions.includes('event.publish') && held.events === null;
	if (unlimited && (account === by || row?.kind === 'company')) return;
	throw new PassaError('FORBIDDEN', 'You cannot change the wallets of this account.', { status: 403 });
}
