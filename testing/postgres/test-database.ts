import { fileURLToPath } from 'node:url';
import postgres from 'postgres';
import { ensureDatabase } from '#scripts/postgres/cluster.ts';
import { type DatabaseUrls, type ServiceName, services, urlsOf } from '#scripts/postgres/roles.ts';
import { migrateSchema } from '#shared/service/migrate.server.ts';

/** A server that is up, and the superuser's password. */
export type Server = { port: number; secret: string };

/** `migrated` has the tables of all services, `bare` only roles and schemas. */
export type Contents = 'migrated' | 'bare';

export type TestDatabase = { name: string; adminUrl: string; urls(service: ServiceName): DatabaseUrls };

const host = '127.0.0.1';
const templateOf = { migrated: 'template_migrated', bare: 'template_bare' } as const;

const adminUrlOf = ({ port, secret }: Server, database: string): string =>
	`postgres://passa:${secret}@${host}:${port}/${database}`;

/** Migrating takes half a second; copying what was migrated once takes 30 ms. */
export async function makeTemplates(server: Server): Promise<void> {
	const cluster = { secret: server.secret, adminUrl: (name: string) => adminUrlOf(server, name) };
	await ensureDatabase(cluster, templateOf.bare);
	await copy(server, templateOf.bare, templateOf.migrated);
	for (const [service, schema] of Object.entries(services)) {
		const { owner } = urlsFor(server, templateOf.migrated, service as ServiceName);
		const folder = fileURLToPath(new URL(`../../${service}/migrations`, import.meta.url));
		await migrateSchema(owner, schema, folder);
	}
}

/** Makes a database of this name. The server must have its templates. */
export async function createDatabase(
	server: Server,
	name: string,
	contents: Contents,
): Promise<TestDatabase> {
	await copy(server, templateOf[contents], name);
	return {
		name,
		adminUrl: adminUrlOf(server, name),
		urls: (service) => urlsFor(server, name, service),
	};
}

/** Ends the connections that a test left open, too. */
export async function dropDatabases(server: Server, names: string[]): Promise<void> {
	await asAdmin(
		server,
		names.map((name) => `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`),
	);
}

const urlsFor = (server: Server, name: string, service: ServiceName): DatabaseUrls =>
	urlsOf(host, server.port, name, server.secret, service);

/** A template passes on its tables and schemas. Rights on the database itself must be granted again. */
async function copy(server: Server, template: string, name: string): Promise<void> {
	const grants = Object.keys(services).map(
		(service) => `GRANT CONNECT, CREATE ON DATABASE ${name} TO ${service}_owner`,
	);
	await asAdmin(server, [`CREATE DATABASE ${name} TEMPLATE ${template} STRATEGY FILE_COPY`, ...grants]);
}

async function asAdmin(server: Server, statements: string[]): Promise<void> {
	const sql = postgres(adminUrlOf(server, 'postgres'), { max: 1, onnotice: () => {} });
	try {
		for (const statement of statements) await sql.unsafe(statement);
	} finally {
		await sql.end({ timeout: 5 });
	}
}
