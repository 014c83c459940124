import { PassaError } from '#shared/errors.ts';
import { namesPassa } from '#shared/payee-name.ts';
import { grants, organizers } from '../models/accounts.ts';
import type { Reader } from '../models/schema.ts';

export type BecomeOrganizerError = PassaError<'NAME_OF_PASSA'>;

/**
 * Makes an account an organizer under a public name, or renames it. Throws BecomeOrganizerError: our messages begin with
 * that name, so it is never ours.
 */
export async function becomeOrganizer(db: Reader, account: string, name: string, now: Date): Promise<void> {
	if (namesPassa(name)) throw new PassaError('NAME_OF_PASSA', 'That is our own name. Write yours.');
	await db.transaction(async (tx) => {
		await tx
			.insert(organizers)
			.values({ account, name, createdAt: now, updatedAt: now })
			.onConflictDoUpdate({ target: organizers.account, set: { name, updatedAt: now } });
		await tx.insert(grants).values({ account, role: 'organizer', grantedAt: now }).onConflictDoNothing();
	});
}
