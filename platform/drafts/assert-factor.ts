import { and, count, eq, isNotNull } from 'drizzle-orm';
import type { PassaError } from '#shared/errors.ts';
import { strongNeeded } from '#shared/service/guard.server.ts';
import type { Session } from '#shared/session.server.ts';
import { drafts } from '../models/drafts.ts';
import type { Reader } from '../models/schema.ts';

export type FactorForPublicationError = PassaError<'STRONG_NEEDED'>;

/**
 * Throws STRONG_NEEDED for who has no second factor and has published nothing yet for this account: a stolen sign-in alone
 * would publish in somebody's name, with payees and a wallet of the thief. The guard has asked for a factor that exists.
 */
export async function assertFactor(
	db: Reader,
	{ account, strong }: Pick<Session, 'account' | 'strong'>,
): Promise<void> {
	if (strong !== 'none') return;
	const isPublished = and(eq(drafts.account, account), isNotNull(drafts.publishedAt));
	const [row] = await db.select({ n: count() }).from(drafts).where(isPublished);
	if (row!.n === 0) throw strongNeeded();
}
