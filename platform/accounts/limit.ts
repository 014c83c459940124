import { sql } from 'drizzle-orm';
import { PassaError } from '#shared/errors.ts';
import { limits } from '../models/limits.ts';
import type { Reader } from '../models/schema.ts';

/** At most `max` within `seconds`. */
export type Rule = { seconds: number; max: number };
export type LimitResult = { allowed: boolean; retryAfter: number };

/** Counts one request in one statement, so that concurrent processes together allow no more than `max`. */
export async function consume(db: Reader, key: string, rule: Rule, now: number): Promise<LimitResult> {
	const [at, ends] = [new Date(now), new Date(now + rule.seconds * 1000)];
	const over = sql`${limits.endsAt} <= ${at}`;
	const [row] = await db
		.insert(limits)
		.values({ key, count: 1, endsAt: ends })
		.onConflictDoUpdate({
			target: limits.key,
			set: {
				count: sql`CASE WHEN ${over} THEN 1 ELSE least(${limits.count}, ${rule.max}) + 1 END`,
				endsAt: sql`CASE WHEN ${over} THEN ${ends} ELSE ${limits.endsAt} END`,
			},
		})
		.returning();
	const retryAfter = Math.max(1, Math.ceil((row!.endsAt.getTime() - now) / 1000));
	return { allowed: row!.count <= rule.max, retryAfter };
}

export const tooMany = (retryAfter: number): PassaError =>
	new PassaError('TOO_MANY_REQUESTS', `That was too often. Try again in ${waitingTime(retryAfter)}.`, {
		status: 429,
		detail: { retryAfter },
	});

const waitingTime = (seconds: number): string =>
	seconds < 120 ? `${seconds} seconds` : `${Math.ceil(seconds / 60)} minutes`;
