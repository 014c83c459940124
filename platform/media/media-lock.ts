import { sql } from 'drizzle-orm';

/** Any number. The lock of those who store files excludes the one who removes them, until their transactions end. */
const key = 7_301_559;

export const lockForStoring = sql`SELECT pg_advisory_xact_lock_shared(${key}::bigint)`;
export const lockForRemoving = sql`SELECT pg_advisory_xact_lock(${key}::bigint)`;
