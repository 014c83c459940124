import { lt, sql } from 'drizzle-orm';
import { PassaError } from '#shared/errors.ts';
import { limits } from '../models/limits.ts';
import type { Reader } from '../models/schema.ts';

/** At most `max` within `seconds`. */
export type Rule = { seconds: number; max: number };

/** Counts one try, in one statement: at most `max` succeed, however many processes ask at once. Throws TOO_MANY_TRIES. */
export async function countTry(db: Reader, key: Uint8Array, rule: Rule, now: number): Promise<void> {
	const [at, ends] = [new Date(now), new Date(now + rule.seconds * 1000)];
	const over = sql`${limits.endsAt} <= ${at}`;
	const [row] = await db
		.insert(limits)
		.values({ key: Buffer.from(key).toString('hex'), count: 1, endsAt: ends })
		.onConflictDoUpdate({
			target: limits.key,
			set: {
				count: sql`CASE WHEN ${over} THEN 1 ELSE least(${limits.count}, ${rule.max}) + 1 END`,
				endsAt: sql`CASE WHEN ${over} THEN ${ends} ELSE ${limits.endsAt} END`,
			},
		})
		.returning();
	if (row!.count > rule.max) throw tooManyTries(Math.ceil((row!.endsAt.getTime() - now) / 1000));
}

export const deleteExpiredLimits = (db: Reader, now: Date): Promise<unknown> =>
	db.delete(limits).where(lt(limits.endsAt, now));

/** `seconds` until another try. */
export function tooManyTries(seconds: number): PassaError {
	const wait = waitOf(Math.max(1, seconds));
	return new PassaError('TOO_MANY_TRIES', `That was too often. Try again in ${wait}.`, {
		status: 429,
		detail: { retryAfter: Math.max(1, seconds) },
	});
}

function waitOf(seconds: number): string {
	if (seconds < 120) return `${seconds} seconds`;
	return seconds < 7200 ? `${Math.ceil(seconds / 60)} minutes` : `${Math.ceil(seconds / 3600)} hours`;
}
