import { sql } from 'drizzle-orm';

/** Any number. The lock of those who store files excludes the one who removes them, until their transactions end. */
const key = 7_301_559;

export const storesMedia = sql`SELECT pg_advisory_xact_lock_shared(${key}::bigint)`;
export const removesMedia = sql`SELECT pg_advisory_xact_lock(${key}::bigint)`;
