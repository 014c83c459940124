import { createHmac } from 'node:crypto';
import postgres from 'postgres';

/** One database, one schema and two roles for each service: the one that migrates owns the schema, the other runs. */
export const services = { indexer: 'chain', relayer: 'relay', platform: 'platform' } as const;
export type ServiceName = keyof typeof services;

export type DatabaseUrls = { owner: string; run: string };

/** One database, as its superuser and as each service's roles. */
export type Database = { adminUrl: string; urls(service: ServiceName): DatabaseUrls };

/** Roles' passwords follow from the cluster's own, so nothing more needs to be kept. */
const passwordOf = (secret: string, role: string): string =>
	createHmac('sha256', secret).update(role).digest('hex');

export function urlsOf(
	host: string,
	port: number,
	database: string,
	secret: string,
	service: ServiceName,
): DatabaseUrls {
	const url = (role: string) => `postgres://${role}:${passwordOf(secret, role)}@${host}:${port}/${database}`;
	return { owner: url(`${service}_owner`), run: url(service) };
}

/** Creates missing roles, schemas and grants. The grants enforce that a service writes only its own schema. */
export async function ensureRoles(adminUrl: string, database: string, secret: string): Promise<void> {
	const sql = postgres(adminUrl, { max: 1, onnotice: () => {} });
	try {
		const known = new Set((await sql`SELECT rolname FROM pg_roles`).map((r) => r.rolname as string));
		for (const [service, schema] of Object.entries(services)) {
			const owner = `${service}_owner`;
			for (const role of [owner, service]) {
				const verb = known.has(role) ? 'ALTER' : 'CREATE';
				await sql.unsafe(`${verb} ROLE ${role} LOGIN PASSWORD '${passwordOf(secret, role)}'`);
			}
			await sql.unsafe(`
				GRANT CONNECT, CREATE ON DATABASE ${database} TO ${owner};
				GRANT CONNECT ON DATABASE ${database} TO ${service};
				CREATE SCHEMA IF NOT EXISTS ${schema} AUTHORIZATION ${owner};
				GRANT USAGE ON SCHEMA ${schema} TO ${service};
				ALTER DEFAULT PRIVILEGES FOR ROLE ${owner} IN SCHEMA ${schema} GRANT SELECT, INSERT, UPDATE, DELETE, TRUNCATE ON TABLES TO ${service};
				ALTER DEFAULT PRIVILEGES FOR ROLE ${owner} IN SCHEMA ${schema} GRANT USAGE, SELECT ON SEQUENCES TO ${service};
				ALTER DEFAULT PRIVILEGES FOR ROLE ${owner} IN SCHEMA ${schema} GRANT EXECUTE ON FUNCTIONS TO ${service};
			`);
		}
		// Each of these schemas grants the indexer one view, `live_outbox`, and no table.
		await sql.unsafe('GRANT USAGE ON SCHEMA relay, platform TO indexer');
		await sql.unsafe('REVOKE CREATE ON SCHEMA public FROM PUBLIC');
	} finally {
		await sql.end({ timeout: 5 });
	}
}
