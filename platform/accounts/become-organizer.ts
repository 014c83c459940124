import { grants, organizers } from '../models/accounts.ts';
import type { Reader } from '../models/schema.ts';

/** Makes an account an organizer under a public name, or renames it. */
export async function becomeOrganizer(db: Reader, account: string, name: string, now: Date): Promise<void> {
	await db.transaction(async (tx) => {
		await tx
			.insert(organizers)
			.values({ account, name, createdAt: now, updatedAt: now })
			.onConflictDoUpdate({ target: organizers.account, set: { name, updatedAt: now } });
		await tx.insert(grants).values({ account, role: 'organizer', grantedAt: now }).onConflictDoNothing();
	});
}
