import { eq } from 'drizzle-orm';
import { PassaError } from '#shared/errors.ts';
import type { Session } from '#shared/session.server.ts';
import { type AccountKind, accounts } from '../models/accounts.ts';
import type { Database, Reader } from '../models/schema.ts';
import type { Rights } from './rights.ts';
import { rightsOf } from './rights-of.ts';

export type LockAccountError = PassaError<'TEAM_NOT_FOUND'>;

/** Serialises all changes of one account's members. Returns the account's kind. Throws LockAccountError. */
export async function lockAccount(tx: Reader, account: string): Promise<AccountKind> {
	const [row] = await tx
		.select({ kind: accounts.kind })
		.from(accounts)
		.where(eq(accounts.id, account))
		.for('update');
	if (!row) throw new PassaError('TEAM_NOT_FOUND', 'There is no such team.', { status: 404 });
	return row.kind;
}

export type AsManagerError = LockAccountError | PassaError<'FORBIDDEN'>;

/**
 * Changes an account's members in a transaction, with what the caller holds at this moment. A token may outlive a removal
 * by minutes, so its own permissions are not enough here: a removed member could invite somebody in that time.
 * Throws AsManagerError, and what `work` throws.
 */
export function asManager<T>(
	db: Database,
	{ account, by }: Session,
	now: Date,
	work: (tx: Reader, held: Rights, kind: AccountKind) => Promise<T>,
): Promise<T> {
	return db.transaction(async (tx) => {
		const kind = await lockAccount(tx, account);
		const held = await rightsOf(tx, account, by, now);
		if (!held?.permissions.includes('members')) {
			throw new PassaError('FORBIDDEN', 'You may not change this team any more.', { status: 403 });
		}
		return work(tx, held, kind);
	});
}
