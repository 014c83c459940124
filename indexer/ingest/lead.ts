import type { Logger } from 'pino';
import postgres from 'postgres';
import { takeEpoch } from '../models/checkpoint.ts';
import type { Database } from '../models/schema.ts';
import type { Clock } from './clock.ts';

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
		const session = postgres(options.url, {
			max: 1,
			idle_timeout: 0,
			max_lifetime: null,
			onnotice: () => {},
		});
		try {
			const [elected] =
				await session`SELECT pg_try_advisory_lock(${lockKey}) AS yes, pg_backend_pid() AS pid`;
			if (elected!.yes) {
				const epoch = await takeEpoch(db);
				log.info({ epoch }, 'this process leads');
				const term = new AbortController();
				const beating = beat(session, elected!.pid, clock, AbortSignal.any([signal, term.signal]), () =>
					term.abort(),
				);
				await work(epoch, AbortSignal.any([signal, term.signal])).finally(() => term.abort());
				await beating;
			}
		} catch (error) {
			log.warn({ err: error }, 'the leader’s lock could not be taken or kept');
		} finally {
			await session.end({ timeout: 1 }).catch(() => {});
		}
		await clock.sleep(standbyMilliseconds, signal);
	}
}

/** The lock lives as long as its session: another backend's number means that it is lost. */
async function beat(
	session: postgres.Sql,
	pid: number,
	clock: Clock,
	signal: AbortSignal,
	lost: () => void,
): Promise<void> {
	while (!signal.aborted) {
		await clock.sleep(beatMilliseconds, signal);
		if (signal.aborted) return;
		const alive = await session`SELECT pg_backend_pid() AS pid`.then(
			([row]) => row!.pid === pid,
			() => false,
		);
		if (!alive) return lost();
	}
}
