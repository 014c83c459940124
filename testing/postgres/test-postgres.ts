import { startOwnServer } from './own-server.ts';
import {
	type Contents,
	createDatabase,
	dropDatabases,
	type Server,
	type TestDatabase,
} from './test-database.ts';

export type TestPostgres = {
	/** A new database. */
	database(contents?: Contents): Promise<TestDatabase>;
	/** Stops the server while the work runs. Needs a server of the file's own: `startOwnPostgres`. */
	away<T>(work: () => Promise<T>): Promise<T>;
	stop(): Promise<void>;
};

/** Where a test run's one server is, for its files: `port:secret`. */
export const sharedServerVariable = 'PASSA_TEST_POSTGRES';

/** Databases for a test file: on the run's server, or on one of its own if the file runs alone. */
export async function startTestPostgres(): Promise<TestPostgres> {
	const shared = sharedServer();
	return shared ? databasesOn(shared) : startOwnPostgres('fast');
}

/** A server for this file alone, which it may stop. */
export async function startOwnPostgres(durability: 'durable' | 'fast' = 'durable'): Promise<TestPostgres> {
	for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1));
	const server = await startOwnServer(durability);
	return { ...databasesOn(server), away: server.away, stop: server.stop };
}

function sharedServer(): Server | null {
	const [port, secret] = process.env[sharedServerVariable]?.split(':') ?? [];
	return port && secret ? { port: Number(port), secret } : null;
}

/** Databases that this process made on a server which it shares, by all of its fixtures. */
let made = 0;

function databasesOn(server: Server): TestPostgres {
	const names: string[] = [];
	return {
		database(contents = 'migrated') {
			// Other files make databases on the same server.
			const name = `test_${process.pid}_${++made}`;
			names.push(name);
			return createDatabase(server, name, contents);
		},
		away: () => Promise.reject(new Error('other files use this server: start it with startOwnPostgres')),
		stop: () => dropDatabases(server, names),
	};
}
