import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Cluster, ensureDatabase, startCluster } from '#scripts/postgres/cluster.ts';
import { removeCluster } from '#scripts/postgres/home.ts';
import { type DatabaseUrls, type ServiceName, urlsOf } from '#scripts/postgres/roles.ts';

export type TestPostgres = {
	cluster: Cluster;
	/** A new database with all roles and schemas. */
	database(): Promise<{ name: string; adminUrl: string; urls(service: ServiceName): DatabaseUrls }>;
	/** The server is stopped, and started again on the same port and folder once the work is done. */
	away<T>(work: () => Promise<T>): Promise<T>;
	stop(): Promise<void>;
};

/** A real PostgreSQL for a test file, in a folder of its own, gone afterwards. */
export async function startTestPostgres(): Promise<TestPostgres> {
	const dataDir = mkdtempSync(join(tmpdir(), 'passa-pg-'));
	let port = await freePort();
	let ends: (() => void) | null = null;
	const start = () =>
		startCluster(dataDir, port, ({ endNow }) => {
			// A test file that ends before its time leaves no server behind.
			ends = endNow;
			process.once('exit', endNow);
		});
	const end = (running: Cluster) => {
		if (ends) process.off('exit', ends);
		return running.stop();
	};
	for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1));
	let cluster = await start().catch(async () => {
		// Another test may have taken the port meanwhile; what else went wrong goes wrong again.
		port = await freePort();
		return start();
	});
	let made = 0;
	return {
		get cluster() {
			return cluster;
		},
		async database() {
			const name = `test_${++made}`;
			await ensureDatabase(cluster, name);
			const { host, secret } = cluster;
			return {
				name,
				adminUrl: cluster.adminUrl(name),
				urls: (service) => urlsOf(host, port, name, secret, service),
			};
		},
		async away(work) {
			await end(cluster);
			try {
				return await work();
			} finally {
				cluster = await start();
			}
		},
		async stop() {
			await end(cluster);
			removeCluster(dataDir);
			rmSync(dataDir, { recursive: true, force: true });
		},
	};
}

function freePort(): Promise<number> {
	return new Promise((done) => {
		const server = createServer().listen(0, '127.0.0.1', () => {
			const { port } = server.address() as { port: number };
			server.close(() => done(port));
		});
	});
}
