import { DrizzleQueryError } from 'drizzle-orm';
import { drizzle, type NodePgDatabase } from 'drizzle-orm/node-postgres';
import { DatabaseError, Pool, type PoolClient, types } from 'pg';
import { PassaError } from '../errors.ts';
import { listen, type Wake } from './listen.server.ts';
import { PreparingClient } from './preparing-client.server.ts';

export type Postgres<Schema extends Record<string, unknown>> = {
	db: NodePgDatabase<Schema>;
	pool: Pool;
	/** `listen` to a channel of this database. Returns how to stop. */
	listen(channel: string, wake: Wake): () => Promise<void>;
	close(): Promise<void>;
};

const connectMilliseconds = 10_000;
/** A connection that does not answer for this long is closed: something drops its packets. */
const queryMilliseconds = 30_000;
const int8 = 20;

/** int8 is money or an id here: always bigint, never a rounded number. */
const bigints = {
	getTypeParser: ((oid: number, format?: 'text' | 'binary') =>
		oid === int8
			? (text: string) => BigInt(text)
			: types.getTypeParser(oid, format)) as typeof types.getTypeParser,
};

/**
 * A pool for the role that runs a service. Connections are made when they are needed, and again after a restart. A
 * statement without an answer within 30 s (`queryMilliseconds`) rejects; its connection is replaced.
 */
export function openPostgres<Schema extends Record<string, unknown>>(
	url: string,
	schema: Schema,
	options: { max?: number; name?: string; queryMilliseconds?: number } = {},
): Postgres<Schema> {
	const name = options.name ?? 'passa';
	const pool = new Pool({
		connectionString: url,
		application_name: name,
		connectionTimeoutMillis: connectMilliseconds,
		query_timeout: options.queryMilliseconds ?? queryMilliseconds,
		keepAlive: true,
		types: bigints,
		max: options.max ?? 10,
		Client: PreparingClient,
	});
	// A connection that ends is replaced; its user gets the error from the query.
	pool.on('error', () => {});
	pool.on('connect', (client) => client.on('error', () => {}));
	const config = { schema, casing: 'snake_case' as const };
	const db: NodePgDatabase<Schema> = drizzle(pool, config);
	/** drizzle names each column once for an object of its own. */
	const dbs = new WeakMap<PoolClient, NodePgDatabase<Schema>>();
	const dbOn = (client: PoolClient): NodePgDatabase<Schema> => {
		if (!dbs.has(client)) dbs.set(client, drizzle(client, config));
		return dbs.get(client)!;
	};
	// drizzle's own transaction never returns a connection whose BEGIN fails. A few such faults would empty the pool.
	db.transaction = async (work, options) => {
		const client = await pool.connect();
		let works = true;
		try {
			return await dbOn(client).transaction(work, options);
		} catch (error) {
			works = isAnswer(error);
			throw error;
		} finally {
			client.release(!works);
		}
	};
	return {
		db,
		pool,
		listen: (channel, wake) => listen({ url, name: `${name} listener`, channel }, wake),
		close: () => pool.end(),
	};
}

/** Whether the server, or our own code, refused. After any other error the state of the connection is unknown. */
function isAnswer(error: unknown): boolean {
	const cause = error instanceof DrizzleQueryError ? error.cause : error;
	return cause instanceof DatabaseError || error instanceof PassaError;
}
