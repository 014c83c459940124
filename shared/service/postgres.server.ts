import { setTimeout } from 'node:timers/promises';
import { drizzle, type NodePgDatabase } from 'drizzle-orm/node-postgres';
import { migrate } from 'drizzle-orm/node-postgres/migrator';
import { Client, Pool, types } from 'pg';

export type Postgres<Schema extends Record<string, unknown>> = {
	db: NodePgDatabase<Schema>;
	pool: Pool;
	/**
	 * Wakes at each notice of a channel with what it says, and without whenever listening begins (again): what was told
	 * meanwhile is lost, so look. Returns how to end it.
	 */
	listen(channel: string, wake: (payload?: string) => void): () => Promise<void>;
	close(): Promise<void>;
};

const retryMilliseconds = 500;
const connectMilliseconds = 10_000;
const int8 = 20;

/** int8 is money or an id here: always bigint, never a rounded number. */
const bigints = {
	getTypeParser: ((oid: number, format?: 'text' | 'binary') =>
		oid === int8
			? (text: string) => BigInt(text)
			: types.getTypeParser(oid, format)) as typeof types.getTypeParser,
};

/** A pool for the role that runs a service. Connections are made when they are needed, and again after a restart. */
export function openPostgres<Schema extends Record<string, unknown>>(
	url: string,
	schema: Schema,
	options: { max?: number; name?: string } = {},
): Postgres<Schema> {
	const connection = {
		connectionString: url,
		application_name: options.name ?? 'passa',
		connectionTimeoutMillis: connectMilliseconds,
		keepAlive: true,
		types: bigints,
	};
	const pool = new Pool({ ...connection, max: options.max ?? 10 });
	// A connection that ends is replaced; whoever was using it hears of it by its query.
	pool.on('error', () => {});
	pool.on('connect', (client) => client.on('error', () => {}));
	const config = { schema, casing: 'snake_case' as const };
	const db: NodePgDatabase<Schema> = drizzle(pool, config);
	// drizzle's own keeps a connection for good when its BEGIN fails: a few such faults, and a pool has none left.
	db.transaction = async (work, options) => {
		const client = await pool.connect();
		try {
			return await drizzle(client, config).transaction(work, options);
		} finally {
			client.release();
		}
	};
	return {
		db,
		pool,
		listen: (channel, wake) => listen(() => new Client(connection), channel, wake),
		close: () => pool.end(),
	};
}

function listen(
	connect: () => Client,
	channel: string,
	wake: (payload?: string) => void,
): () => Promise<void> {
	const stop = new AbortController();
	const stopped = new Promise<void>((done) => {
		stop.signal.addEventListener('abort', () => done());
	});
	const work = (async () => {
		while (!stop.signal.aborted) {
			const client = connect();
			client.on('error', () => {});
			const ended = new Promise<void>((done) => client.once('end', () => done()));
			client.on('notification', ({ payload }) => wake(payload));
			try {
				await client.connect();
				await client.query(`LISTEN ${client.escapeIdentifier(channel)}`);
				wake();
				await Promise.race([ended, stopped]);
			} catch {
				// Tried again below.
			} finally {
				// Never before it is connected: then it would neither connect nor end.
				await client.end().catch(() => {});
			}
			if (!stop.signal.aborted)
				await setTimeout(retryMilliseconds, null, { signal: stop.signal }).catch(() => {});
		}
	})();
	return async () => {
		stop.abort();
		await work;
	};
}

/**
 * Brings a service's schema up to date, as the role that owns it. Processes that start at once wait for each other:
 * the advisory lock is by schema name.
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
