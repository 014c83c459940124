import { and, eq } from 'drizzle-orm';
import type { Seal } from '#shared/seal.server.ts';
import { identities, sessions } from '../models/accounts.ts';
import type { Reader } from '../models/schema.ts';
import { type Identifier, keyOf } from './identifier.ts';

/**
 * As `Session.phoneSince`, of the session of a cookie. One that an e-mail address or a wallet began counts as a number's,
 * if a number's session had added that: else the new owner of an old number adds an address and sees all by it. So do
 * sessions from before the proof was noted.
 */
export async function phoneSinceOf(db: Reader, token: string, now: Date): Promise<Date | null> {
	const [row] = await db
		.select({ proof: sessions.proof, phoneSince: sessions.phoneSince, createdAt: sessions.createdAt })
		.from(sessions)
		.where(eq(sessions.token, token));
	if (row && (row.proof === 'email' || row.proof === 'wallet')) return row.phoneSince;
	return row?.createdAt ?? now;
}

/** Notes by what a session was begun. */
export async function noteProof(
	{ db, seal }: { db: Reader; seal: Seal },
	token: string,
	by: Identifier,
): Promise<void> {
	const [identity] = await db
		.select({ phoneSince: identities.phoneSince })
		.from(identities)
		.where(and(eq(identities.kind, by.kind), eq(identities.key, keyOf(seal, by))));
	const phoneSince = identity?.phoneSince ?? null;
	await db.update(sessions).set({ proof: by.kind, phoneSince }).where(eq(sessions.token, token));
}
