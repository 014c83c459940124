import { lt, type SQL, sql } from 'drizzle-orm';
import type { NodePgQueryResultHKT } from 'drizzle-orm/node-postgres';
import type { PgColumn, PgDatabase, PgTable } from 'drizzle-orm/pg-core';
import { PassaError } from '../errors.ts';

/** At most `max` requests within `seconds`. */
export type Rule = { seconds: number; max: number };

/** `retryAfter`: seconds until the window ends, at least 1. */
export type RateAnswer = { allowed: boolean; retryAfter: number };

/**
 * A service's own table with the columns `key` text (the primary key), `count` integer and `ends_at` timestamptz.
 * Unlogged: after a crash of PostgreSQL all counts begin at zero, which costs less than logging every request.
 */
export type LimitsTable = PgTable & { key: PgColumn; count: PgColumn; endsAt: PgColumn };

type Database = Pick<PgDatabase<NodePgQueryResultHKT, Record<string, never>>, 'execute'>;

/**
 * Counts one request, in one statement: however many processes ask concurrently, no more than `max` are allowed. `key`
 * identifies caller and action without naming anybody: an HMAC. `now` in milliseconds since 1970.
 */
export async function countRequest(
	db: Database,
	table: LimitsTable,
	key: string,
	rule: Rule,
	now: number,
): Promise<RateAnswer> {
	const { rows } = await db.execute<RateRow>(countingStatement(table, countedValues(key, rule, now)));
	return rateAnswer(rows[0]!, rule);
}

/** What the counting statement returns: how many requests, this one among them, and seconds until the window ends. */
export type RateRow = { count: number; seconds: number };

export const rateAnswer = ({ count, seconds }: RateRow, { max }: Rule): RateAnswer => ({
	allowed: count <= max,
	retryAfter: Math.max(1, seconds),
});

/** What the counting statement needs: `at` and `ends` are ISO 8601. */
export type CountedValues<Value> = Record<'key' | 'max' | 'at' | 'ends', Value>;

export const countedValues = (key: string, { seconds, max }: Rule, now: number): CountedValues<unknown> => ({
	...{ key, max },
	...{ at: new Date(now).toISOString(), ends: new Date(now + seconds * 1000).toISOString() },
});

/** The statement of `countRequest`, for a query that asks for more at once. Returns one RateRow. */
export function countingStatement(table: LimitsTable, { key, max, at, ends }: CountedValues<unknown>): SQL {
	const isOver = sql`${table.endsAt} <= ${at}::timestamptz`;
	return sql`
		INSERT INTO ${table} (key, count, ends_at) VALUES (${key}, 1, ${ends}::timestamptz)
		ON CONFLICT (key) DO UPDATE SET
			count = CASE WHEN ${isOver} THEN 1 ELSE least(${table.count}, ${max}::int) + 1 END,
			ends_at = CASE WHEN ${isOver} THEN ${ends}::timestamptz ELSE ${table.endsAt} END
		RETURNING count, ceil(extract(epoch FROM ends_at - ${at}::timestamptz))::int AS seconds`;
}

/** `countRequest`; throws `PassaError<Code>` with `code` (429, `detail.retryAfter` in seconds) if the rule is broken. */
export async function limitRate<Code extends string>(
	db: Database,
	table: LimitsTable,
	key: string,
	{ code, ...rule }: Rule & { code: Code },
	now: number,
): Promise<void> {
	const { allowed, retryAfter } = await countRequest(db, table, key, rule, now);
	if (!allowed) throw tooOften(code, retryAfter);
}

/** `seconds` until another request is allowed. */
export function tooOften<Code extends string>(code: Code, seconds: number): PassaError<Code> {
	const retryAfter = Math.max(1, seconds);
	return new PassaError(code, `That was too often. Try again in ${waitOf(retryAfter)}.`, {
		status: 429,
		detail: { retryAfter },
	});
}

function waitOf(seconds: number): string {
	if (seconds < 120) return `${seconds} seconds`;
	return seconds < 7200 ? `${Math.ceil(seconds / 60)} minutes` : `${Math.ceil(seconds / 3600)} hours`;
}

/** Deletes windows that have ended. */
export const deleteEndedLimits = (
	db: Pick<PgDatabase<NodePgQueryResultHKT, Record<string, never>>, 'delete'>,
	table: LimitsTable,
	now: Date,
): Promise<unknown> => db.delete(table).where(lt(table.endsAt, now));
