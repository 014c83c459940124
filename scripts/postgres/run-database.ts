import type { Children } from '../children.ts';
import type { Ground } from '../services.ts';
import { ensureDatabase, startCluster } from './cluster.ts';
import { type Database, urlsOf } from './roles.ts';

const name = 'passa';

/** A run's database, with all roles, schemas and grants. */
export async function startDatabase(children: Children, { dataDir, ports }: Ground): Promise<Database> {
	const cluster = await startCluster(dataDir, ports.postgres, (spawned) =>
		children.adopt('postgres', spawned),
	);
	await ensureDatabase(cluster, name);
	return {
		adminUrl: cluster.adminUrl(name),
		urls: (service) => urlsOf(cluster.host, cluster.port, name, cluster.secret, service),
	};
}
