import { Client } from 'pg';
import type { Logger } from 'pino';
import type { Clock } from '#shared/service/clock.ts';
import { nextEpoch } from '../models/checkpoint.ts';
import type { Database } from '../models/schema.ts';

/** Of the database: one follower leads, the others stand by. */
const lockKey = 0x50_41_53_53; // "PASS"
const standbyMilliseconds = 1000;
const beatMilliseconds = 1000;

/**
 * Runs `work` while this process leads, again and again until the signal fires. The lock only elects: what keeps an
 * old leader from writing is the epoch.
 */
export async function lead(
	options: { url: string; db: Database; clock: Clock; log: Logger },
	work: (epoch: number, signal: AbortSignal) => Promise<void>,
	signal: AbortSignal,
): Promise<void> {
	const { db, clock, log } = options;
	while (!signal.aborted) {
		const session = new Client({ connectionString: options.url, application_name: 'indexer leader' });
		session.on('error', () => {});
		try {
			await session.connect();
			const elected = await session.query('SELECT pg_try_advisory_lock($1) AS yes', [lockKey]);
			if (elected.rows[0].yes) {
				const epoch = await nextEpoch(db);
				log.info({ epoch }, 'this process leads');
				const term = new AbortController();
				const beating = beat(session, clock, AbortSignal.any([signal, term.signal]), () => term.abort());
				await work(epoch, AbortSignal.any([signal, term.signal])).finally(() => term.abort());
				await beating;
			}
		} catch (error) {
			log.warn({ err: error }, 'the leader’s lock could not be taken or kept');
		} finally {
			await session.end().catch(() => {});
		}
		await clock.sleep(standbyMilliseconds, signal);
	}
}

/** The lock lives as long as its session. */
async function beat(session: Client, clock: Clock, signal: AbortSignal, lost: () => void): Promise<void> {
	while (!signal.aborted) {
		await clock.sleep(beatMilliseconds, signal);
		if (signal.aborted) return;
		const alive = await session.query('SELECT 1').then(
			() => true,
			() => false,
		);
		if (!alive) return lost();
	}
}
