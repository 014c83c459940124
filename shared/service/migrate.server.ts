import { drizzle } from 'drizzle-orm/node-postgres';
import { migrate } from 'drizzle-orm/node-postgres/migrator';
import { Client } from 'pg';

/**
 * Brings a service's schema up to date, as the role that owns it. Processes that start together wait for each other:
 * the advisory lock is by schema name. Rejects with the error of node or of PostgreSQL.
 */
export async function migrateSchema(ownerUrl: string, schema: string, folder: string): Promise<void> {
	const client = new Client({ connectionString: ownerUrl });
	client.on('error', () => {});
	await client.connect();
	try {
		await client.query('SELECT pg_advisory_lock(hashtext($1))', [`migrate ${schema}`]);
		await migrate(drizzle(client), {
			migrationsFolder: folder,
			migrationsSchema: schema,
			migrationsTable: 'migrations',
		});
	} finally {
		await client.end();
	}
}
