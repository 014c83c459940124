import { pgSchema } from 'drizzle-orm/pg-core';

export { bytes, type Database, name, type Reader, time } from '#shared/service/columns.server.ts';

/** People and what they prepare. Data that identifies a person is sealed, and found by HMAC. */
export const platform = pgSchema('platform');
