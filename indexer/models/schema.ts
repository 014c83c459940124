import type { ExtractTablesWithRelations } from 'drizzle-orm';
import type { NodePgDatabase, NodePgQueryResultHKT } from 'drizzle-orm/node-postgres';
import {
	bigint,
	customType,
	numeric,
	type PgDatabase,
	type PgTransaction,
	pgSchema,
} from 'drizzle-orm/pg-core';
import { cleanMetadata, type Metadata, metadataSchema } from '#shared/metadata.ts';
import { readableName } from '#shared/readable.ts';

/** Everything in this schema can be rebuilt from the chain. */
export const chain = pgSchema('chain');

/** Stroops, or minor units of a face price: as wide as the contract's i128. */
export const money = () => numeric({ precision: 39, scale: 0, mode: 'bigint' });
/** A u64 of the contract, which Postgres's bigint cannot hold: times in Unix seconds, nonces. */
export const u64 = () => numeric({ precision: 20, scale: 0, mode: 'bigint' });

/** A u32 of the contract, which may be larger than Postgres's integer. */
export const u32 = () => bigint({ mode: 'number' });

/** A name that anyone chose. Rows from before names were cleaned are cleaned as they are read. */
export const name = customType<{ data: string; driverData: string }>({
	dataType: () => 'text',
	fromDriver: readableName,
});

/**
 * An event's document; cleaned as it is read, as names are. One that somebody changed here stays as it is: the audit
 * reads it too.
 */
export const metadata = customType<{ data: Metadata; driverData: Metadata | string }>({
	dataType: () => 'jsonb',
	toDriver: (value) => JSON.stringify(value),
	fromDriver(value) {
		const stored = typeof value === 'string' ? (JSON.parse(value) as Metadata) : value;
		return metadataSchema.safeParse(stored).success ? cleanMetadata(stored) : stored;
	},
});

type None = Record<string, never>;
export type Database = NodePgDatabase<None>;
export type Transaction = PgTransaction<NodePgQueryResultHKT, None, ExtractTablesWithRelations<None>>;
/** What a query needs: the database, or a transaction in it. */
export type Reader = PgDatabase<NodePgQueryResultHKT, None, ExtractTablesWithRelations<None>>;
