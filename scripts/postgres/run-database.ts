import type { ProcessGroup } from '../process-group.ts';
import type { BaseRun } from '../services.ts';
import { ensureDatabase, startCluster } from './cluster.ts';
import { type Database, urlsOf } from './roles.ts';

const name = 'passa';

/** A run's database, with all roles, schemas and grants. */
export async function startDatabase(processes: ProcessGroup, { dataDir, ports }: BaseRun): Promise<Database> {
	const cluster = await startCluster(dataDir, ports.postgres, (spawned) =>
		processes.adopt('postgres', spawned),
	);
	await ensureDatabase(cluster, name);
	return {
		adminUrl: cluster.adminUrl(name),
		urls: (service) => urlsOf(cluster.host, cluster.port, name, cluster.secret, service),
	};
}
