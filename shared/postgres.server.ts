import { drizzle, type PostgresJsDatabase } from 'drizzle-orm/postgres-js';
import { migrate } from 'drizzle-orm/postgres-js/migrator';
import postgres, { type Sql } from 'postgres';

export type Postgres<Schema extends Record<string, unknown>> = {
	db: PostgresJsDatabase<Schema>;
	sql: Sql<{ bigint: bigint }>;
	close(): Promise<void>;
};

const secondsToClose = 5;

/** int8 is money or an id here: always bigint, never a rounded number. */
const bigints = {
	bigint: {
		to: 20,
		from: [20],
		parse: (text: string) => BigInt(text),
		serialize: (n: bigint) => n.toString(),
	},
};

/** A pool for the role that runs a service. Connections are made when they are needed, and again after a restart. */
export function openPostgres<Schema extends Record<string, unknown>>(
	url: string,
	schema: Schema,
	options: { max?: number; name?: string } = {},
): Postgres<Schema> {
	const sql = postgres(url, {
		max: options.max ?? 10,
		types: bigints,
		onnotice: () => {},
		connection: { application_name: options.name ?? 'passa' },
	});
	return {
		db: drizzle(sql, { schema, casing: 'snake_case' }),
		sql,
		close: () => sql.end({ timeout: secondsToClose }),
	};
}

/**
 * Brings a service's schema up to date, as the role that owns it. Processes that start at once wait for each other:
 * the advisory lock is by schema name.
 */
export async function migrateSchema(ownerUrl: string, schema: string, folder: string): Promise<void> {
	const sql = postgres(ownerUrl, { max: 1, onnotice: () => {} });
	try {
		await sql`SELECT pg_advisory_lock(hashtext(${`migrate ${schema}`}))`;
		await migrate(drizzle(sql), {
			migrationsFolder: folder,
			migrationsSchema: schema,
			migrationsTable: 'migrations',
		});
	} finally {
		await sql.end({ timeout: secondsToClose });
	}
}
