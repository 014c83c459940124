import { count, eq } from 'drizzle-orm';
import type { Strong } from '#shared/roles.ts';
import type { Reader } from '../models/schema.ts';
import { members } from '../models/teams.ts';

/**
 * If several people act for an account, each of them owes a second factor, also members without one: one stolen sign-in
 * would reach the money of all. A person alone chooses for themself.
 */
export async function requiredStrength(
	db: Reader,
	{ account, by }: { account: string; by: string },
	strong: Strong,
): Promise<Strong> {
	if (strong !== 'none' || account === by) return strong;
	const [row] = await db.select({ n: count() }).from(members).where(eq(members.account, account));
	return row!.n > 1 ? 'due' : 'none';
}
