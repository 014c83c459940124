import { mkdtempSync, rmSync, statfsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Cluster, ownSettings, startCluster } from '#scripts/postgres/cluster.ts';
import { removeCluster } from '#scripts/postgres/home.ts';
import { freePort } from '#testing/fixtures/free-port.ts';
import { makeTemplates, type Server } from './test-database.ts';

export type OwnServer = Server & {
	/** Stops the server, and starts it again on the same port and folder once the work is done. */
	away<T>(work: () => Promise<T>): Promise<T>;
	/** Stops the server and removes its folder. */
	stop(): Promise<void>;
};

/** `durable` writes as in production, for tests that stop the server. `fast` may lose data in a crash. */
export type Durability = 'durable' | 'fast';

const settingsOf = {
	durable: ownSettings,
	fast: [
		...ownSettings.filter((setting) => !setting.startsWith('max_connections')),
		'max_connections=400',
		'fsync=off',
		'full_page_writes=off',
		'synchronous_commit=off',
		// A run makes hundreds of databases for some seconds each: no vacuum falls due, and each connection hashes a password.
		'autovacuum=off',
		'scram_iterations=1',
	],
};

/** Linux keeps this folder in memory, where a database is made in half the time. A run needs some hundred megabytes. */
const memoryFolder = '/dev/shm';
const memoryNeeded = 4n * 1024n ** 3n;

/** Databases that may be lost are kept in memory if there is enough of it, as there is not in a small container. */
function folderFor(durability: Durability): string {
	if (durability === 'durable' || process.platform !== 'linux') return tmpdir();
	try {
		const { bavail, bsize } = statfsSync(memoryFolder, { bigint: true });
		return bavail * bsize >= memoryNeeded ? memoryFolder : tmpdir();
	} catch {
		return tmpdir();
	}
}

/** A real PostgreSQL in a folder of its own, with its templates. */
export async function startOwnServer(durability: Durability): Promise<OwnServer> {
	const dataDir = mkdtempSync(join(folderFor(durability), 'passa-pg-'));
	let port = await freePort();
	let endNow: (() => void) | null = null;
	const start = () =>
		startCluster(
			dataDir,
			port,
			(part) => {
				// A process that is interrupted leaves no server behind.
				endNow = part.endNow;
				process.once('exit', part.endNow);
			},
			settingsOf[durability],
		);
	const end = (running: Cluster) => {
		if (endNow) process.off('exit', endNow);
		return running.stop();
	};
	let cluster = await start().catch(async () => {
		// Another test may have taken the port meanwhile, so the start is retried; any other failure happens again.
		port = await freePort();
		return start();
	});
	const server = { port, secret: cluster.secret };
	await makeTemplates(server);
	return {
		...server,
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
