import type { ExtractTablesWithRelations } from 'drizzle-orm';
import type { NodePgDatabase, NodePgQueryResultHKT } from 'drizzle-orm/node-postgres';
import { customType, type PgDatabase, pgSchema, timestamp } from 'drizzle-orm/pg-core';
import { readableName } from '#shared/readable.ts';

/** People and what they prepare. Data that identifies a person is sealed, and found by HMAC. */
export const platform = pgSchema('platform');

export const time = () => timestamp({ withTimezone: true, mode: 'date' });
export const bytes = customType<{ data: Uint8Array; driverData: Buffer }>({
	dataType: () => 'bytea',
	toDriver: (value) => Buffer.from(value),
	fromDriver: (value) => new Uint8Array(value),
});

/** A name that people chose. Rows from before names were cleaned are cleaned as they are read. */
export const name = customType<{ data: string; driverData: string }>({
	dataType: () => 'text',
	fromDriver: readableName,
});

type None = Record<string, never>;
export type Database = NodePgDatabase<None>;
/** What a query needs: the database, or a transaction in it. */
export type Reader = PgDatabase<NodePgQueryResultHKT, None, ExtractTablesWithRelations<None>>;
