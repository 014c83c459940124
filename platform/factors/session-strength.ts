import { and, eq } from 'drizzle-orm';
import { PassaError } from '#shared/errors.ts';
import type { Strong } from '#shared/roles.ts';
import { strongNeeded } from '#shared/service/guard.server.ts';
import { sessions } from '../models/accounts.ts';
import type { Reader } from '../models/schema.ts';
import { hasFactor } from './recovery-codes.ts';

/** How long a shown factor counts, and how old a sign-in may be that adds the first one. */
const strongMilliseconds = 10 * 60_000;

/** Whether the person has a second factor, and whether this session has shown it within ten minutes. */
export async function strengthOf(db: Reader, person: string, token: string, now: Date): Promise<Strong> {
	const [held, [session]] = await Promise.all([
		hasFactor(db, person),
		db
			.select({ at: sessions.strongAt })
			.from(sessions)
			.where(and(eq(sessions.token, token), eq(sessions.account, person))),
	]);
	if (!held) return 'none';
	return session?.at && now.getTime() - session.at.getTime() <= strongMilliseconds ? 'shown' : 'due';
}

/** This session has shown a factor now. */
export const noteShown = async (db: Reader, token: string, now: Date): Promise<void> =>
	void (await db.update(sessions).set({ strongAt: now }).where(eq(sessions.token, token)));

export type ChangeFactorsError = PassaError<'STRONG_NEEDED' | 'SIGN_IN_AGAIN'>;

/**
 * Throws ChangeFactorsError unless the person may change their factors: they have shown one, or signed in a moment ago. Else
 * a stranger at an open browser would add a factor of their own, and lock its owner out.
 */
export async function assertMayChange(db: Reader, person: string, token: string, now: Date): Promise<void> {
	const strong = await strengthOf(db, person, token, now);
	if (strong === 'shown') return;
	if (strong === 'due') throw strongNeeded();
	const [session] = await db
		.select({ at: sessions.createdAt })
		.from(sessions)
		.where(and(eq(sessions.token, token), eq(sessions.account, person)));
	if (session && now.getTime() - session.at.getTime() <= strongMilliseconds) return;
	throw new PassaError('SIGN_IN_AGAIN', 'Sign out, sign in again, and then add it within ten minutes.', {
		status: 403,
	});
}
