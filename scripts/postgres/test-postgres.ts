import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Cluster, ensureDatabase, startCluster } from './cluster.ts';
import { removeCluster } from './home.ts';
import { type DatabaseUrls, type ServiceName, urlsOf } from './roles.ts';

export type TestPostgres = {
	cluster: Cluster;
	/** A new database with all roles and schemas. */
	database(): Promise<{ name: string; adminUrl: string; urls(service: ServiceName): DatabaseUrls }>;
	stop(): Promise<void>;
};

/** A real PostgreSQL for a test file, in a folder of its own, gone afterwards. */
export async function startTestPostgres(): Promise<TestPostgres> {
	const dataDir = mkdtempSync(join(tmpdir(), 'passa-pg-'));
	let ends: (() => void) | null = null;
	const cluster = await startCluster(dataDir, await freePort(), ({ endNow }) => {
		// A test file that ends before its time leaves no server behind.
		ends = endNow;
		process.once('exit', endNow);
	});
	let made = 0;
	return {
		cluster,
		async database() {
			const name = `test_${++made}`;
			await ensureDatabase(cluster, name);
			const { host, port, secret } = cluster;
			return {
				name,
				adminUrl: cluster.adminUrl(name),
				urls: (service) => urlsOf(host, port, name, secret, service),
			};
		},
		async stop() {
			if (ends) process.off('exit', ends);
			await cluster.stop();
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
