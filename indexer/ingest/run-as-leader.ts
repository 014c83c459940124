import type { Logger } from 'pino';
import type { Clock } from '#shared/clock.ts';
import { holdLocks } from '#shared/service/leadership.server.ts';
import type { SessionTimes } from '#shared/service/pg-session.server.ts';
import { nextEpoch } from '../models/checkpoint.ts';
import type { Database } from '../models/schema.ts';

/** "PASS". Of the database: one follower leads, the others stand by. */
const lockClass = 0x50_41_53_53;
const leader = 1;

/**
 * Runs `work` while this process leads, again and again until the signal fires. The lock only elects: what keeps an
 * old leader from writing is the epoch.
 */
export function runAsLeader(
	options: { url: string; db: Database; clock: Clock; log: Logger; times?: SessionTimes },
	work: (epoch: number, signal: AbortSignal) => Promise<void>,
	signal: AbortSignal,
): Promise<void> {
	const { url, db, clock, log, times } = options;
	const serve = async (_: number, term: AbortSignal) => {
		const epoch = await nextEpoch(db);
		log.info({ epoch }, 'this process leads');
		await work(epoch, term);
	};
	const name = 'indexer leader';
	return holdLocks({ url, name, lockClass, keys: [leader], work: serve, clock, log, times }, signal);
}
