import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { PassaError } from '#shared/errors.ts';
import { commandOf } from '../process-facts.ts';
import { secretFile } from './cluster.ts';
import { homeOf, removeCluster } from './home.ts';

const endsWithinMs = 15_000;

/**
 * Ends a PostgreSQL server whose run was killed. Only the holder of the data folder may call this: then a server that
 * still uses the folder belongs to no run.
 */
export async function endOrphan(dataDir: string): Promise<void> {
	const { cluster } = homeOf(dataDir);
	const pidFile = join(cluster, 'postmaster.pid');
	if (!existsSync(pidFile)) return;
	const pid = Number(readFileSync(pidFile, 'utf8').split('\n')[0]);
	const running = () => pid > 1 && commandOf(pid).includes(cluster);
	if (running()) process.kill(pid, 'SIGINT');
	for (const until = Date.now() + endsWithinMs; running(); ) {
		if (Date.now() > until) {
			throw new PassaError('DATA_IN_USE', `process ${pid} still uses ${cluster}: end it, then start again`);
		}
		await new Promise((done) => setTimeout(done, 50));
	}
}

/** `--reset`: the next start makes a new cluster. */
export async function clearDatabase(dataDir: string): Promise<void> {
	await endOrphan(dataDir);
	removeCluster(dataDir);
	rmSync(secretFile(dataDir), { force: true });
}
