import { Client } from 'pg';
import { PassaError } from '#shared/errors.ts';
import { openPostgres } from '#shared/service/postgres.server.ts';
import { dropLeftovers } from './next-tables.ts';

/** Its first number is "PASS" as of `run-as-leader.ts`, whose second one is 1. */
const lock = [0x50_41_53_53, 2];

/** Runs `work` while no other process reindexes this database. Throws REINDEX_RUNNING. */
export async function exclusively<T>(ownerUrl: string, work: () => Promise<T>): Promise<T> {
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

/** Removes what a reindex left that was killed. Does nothing while one runs. */
export async function clearLeftovers(ownerUrl: string): Promise<void> {
	await exclusively(ownerUrl, async () => {
		const { db, close } = openPostgres(ownerUrl, {}, { name: 'reindex leftovers', max: 1 });
		await dropLeftovers(db).finally(close);
	}).catch((error) => {
		if (error.code !== 'REINDEX_RUNNING') throw error;
	});
}
