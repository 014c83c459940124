import postgres from 'postgres';
import { PassaError } from '#shared/errors.ts';
import { readDemo } from '../demo/demo-file.ts';
import { type Deployment, readDeployment } from './deployment.ts';

/**
 * Throws DATA_DAMAGED if the data folder mixes deployments. A start writes `deployment.json` before the demo and the
 * database. So a demo or database without it, or with another registry, is damage and not an interrupted start.
 */
export async function assertSameDeployment(dataDir: string, adminUrl: string): Promise<void> {
	const known = readDeployment(dataDir);
	if (!known && readDemo(dataDir)) throw gone(dataDir, 'demo.json');
	const registry = await indexedRegistry(adminUrl);
	if (registry === null || registry === known?.registry) return;
	if (!known) throw gone(dataDir, 'the database');
	throw other(dataDir, known, registry);
}

/** The registry whose events the database holds; null if the indexer never ran. */
async function indexedRegistry(adminUrl: string): Promise<string | null> {
	const sql = postgres(adminUrl, { max: 1, onnotice: () => {} });
	try {
		const [table] = await sql`SELECT to_regclass('chain.checkpoint') AS name`;
		if (!table?.name) return null;
		const [row] = await sql`SELECT registry FROM chain.checkpoint`;
		return (row?.registry as string | undefined) ?? null;
	} finally {
		await sql.end({ timeout: 5 });
	}
}

const gone = (dataDir: string, what: string): PassaError =>
	new PassaError(
		'DATA_DAMAGED',
		`${dataDir}/deployment.json is gone, and ${what} belongs to what it named: put it back, or --reset starts over`,
	);

const other = (dataDir: string, { registry }: Deployment, found: string): PassaError =>
	new PassaError(
		'DATA_DAMAGED',
		`${dataDir}/deployment.json names registry ${registry}, its database ${found}: put back what belongs together, or --reset starts over`,
	);
