import type { ExtractTablesWithRelations } from 'drizzle-orm';
import type { NodePgDatabase, NodePgQueryResultHKT } from 'drizzle-orm/node-postgres';
import { customType, numeric, type PgDatabase, timestamp } from 'drizzle-orm/pg-core';
import { readableName } from '../readable-text.ts';

/** Stroops, cents, or minor units of a face price: as wide as the contract's i128. */
export const money = () => numeric({ precision: 39, scale: 0, mode: 'bigint' });
/** A u64 of the contract, which Postgres's bigint cannot hold: times in Unix seconds, nonces. */
export const u64 = () => numeric({ precision: 20, scale: 0, mode: 'bigint' });
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
/** Its writes commit together or not at all. */
export type Transaction = Parameters<Parameters<Database['transaction']>[0]>[0];
