import { migrateSchema } from '#shared/service/migrate.server.ts';
import type { Children } from '../children.ts';
import type { Ground, Service } from '../services.ts';
import { ensureDatabase, startCluster } from './cluster.ts';
import { type DatabaseUrls, type ServiceName, services, urlsOf } from './roles.ts';

export type Database = {
	adminUrl: string;
	urls(service: ServiceName): DatabaseUrls;
};

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

export async function migrateFor(service: Service, database: Database): Promise<void> {
	if (!service.migrations) return;
	const { service: owner, folder } = service.migrations;
	await migrateSchema(database.urls(owner).owner, services[owner], folder);
}
