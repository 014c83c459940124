import type { ExtractTablesWithRelations } from 'drizzle-orm';
import type { NodePgDatabase, NodePgQueryResultHKT } from 'drizzle-orm/node-postgres';
import { bigint, customType, numeric, type PgDatabase, pgSchema, timestamp } from 'drizzle-orm/pg-core';
import { readableName } from '#shared/readable.ts';

/** Fiat orders, providers' messages, and where the money went. */
export const relay = pgSchema('relay');

/** Stroops or cents. */
export const money = () => numeric({ precision: 39, scale: 0, mode: 'bigint' });
/** A u64 of the contract, which Postgres's bigint cannot hold. */
export const u64 = () => numeric({ precision: 20, scale: 0, mode: 'bigint' });
export const id64 = () => bigint({ mode: 'bigint' });
export const time = () => timestamp({ withTimezone: true, mode: 'date' });
export const bytes = customType<{ data: Uint8Array; driverData: Buffer }>({
	dataType: () => 'bytea',
	toDriver: (value) => Buffer.from(value),
	fromDriver: (value) => new Uint8Array(value),
});

/** A name that anyone chose. Rows from before names were cleaned are cleaned as they are read. */
export const name = customType<{ data: string; driverData: string }>({
	dataType: () => 'text',
	fromDriver: readableName,
});

type None = Record<string, never>;
export type Database = NodePgDatabase<None>;
/** What a query needs: the database, or a transaction in it. */
export type Reader = PgDatabase<NodePgQueryResultHKT, None, ExtractTablesWithRelations<None>>;
/** A transaction: its writes commit together or not at all. */
export type Transaction = Parameters<Parameters<Database['transaction']>[0]>[0];
