import { and, eq } from 'drizzle-orm';
import { PassaError } from '#shared/errors.ts';
import { accounts, identities } from '../models/accounts.ts';
import type { Database } from '../models/schema.ts';

export type UnlinkIdentityError = PassaError<'IDENTITY_NOT_FOUND' | 'LAST_IDENTITY'>;

/**
 * Removes an identity from an account. Throws UnlinkIdentityError: LAST_IDENTITY for a person's last one, since they
 * could not sign in afterwards.
 */
export async function unlinkIdentity(db: Database, account: string, id: string): Promise<void> {
	await db.transaction(async (tx) => {
		// Serialised per account, so that two requests cannot remove the last two identities.
		const [owner] = await tx
			.select({ kind: accounts.kind })
			.from(accounts)
			.where(eq(accounts.id, account))
			.for('update');
		const all = await tx
			.select({ id: identities.id })
			.from(identities)
			.where(eq(identities.account, account));
		if (!all.some((each) => each.id === id)) {
			throw new PassaError('IDENTITY_NOT_FOUND', 'Your account has no such way to sign in.', { status: 404 });
		}
		if (all.length === 1 && owner?.kind === 'person') {
			throw new PassaError('LAST_IDENTITY', 'This is your only way to sign in: add another one first.', {
				status: 409,
			});
		}
		await tx.delete(identities).where(and(eq(identities.id, id), eq(identities.account, account)));
	});
}
