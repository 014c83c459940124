import { Client } from 'pg';
import { PassaError } from '#shared/errors.ts';
import { openPostgres } from '#shared/service/postgres.server.ts';
import { dropLeftovers } from './next-tables.ts';

/** The first number is "PASS", as in `run-as-leader.ts`; the second one there is 1. */
const lock = [0x50_41_53_53, 2];

/** Runs `work` while no other process reindexes this database. Throws REINDEX_RUNNING. */
export async function withReindexLock<T>(ownerUrl: string, work: () => Promise<T>): Promise<T> {
	const session = new Client({ connectionString: ownerUrl, application_name: 'reindex lock' });
	session.on('error', () => {});
	await session.connect();
	try {
		const { rows } = await session.query('select pg_try_advisory_lock($1, $2) as held', lock);
		if (!rows[0].held)
			throw new PassaError('REINDEX_RUNNING', 'another reindex of this database runs: wait for its end');
		return await work();
	} finally {
		await session.end();
	}
}

/** Drops what a killed reindex left. Does nothing while one runs. */
export async function clearLeftovers(ownerUrl: string): Promise<void> {
	await withReindexLock(ownerUrl, async () => {
		const { db, close } = openPostgres(ownerUrl, {}, { name: 'reindex leftovers', max: 1 });
		await dropLeftovers(db).finally(close);
	}).catch((error) => {
		if (error.code !== 'REINDEX_RUNNING') throw error;
	});
}
