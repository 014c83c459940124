import type { Logger } from 'pino';
import type { Clock } from '../clock.ts';
import { openSession, type PgSession, type SessionTimes, usualTimes } from './pg-session.server.ts';
import { plainly } from './problems.server.ts';

export type Leadership = {
	/** Of PostgreSQL itself, not of a pooler that shares sessions: a lock lives as long as its session. */
	url: string;
	/** In logs and in pg_stat_activity. */
	name: string;
	/** The locks' first number: it names their user. */
	lockClass: number;
	/** The locks' second numbers. One key elects one leader; several spread work over the processes. */
	keys: readonly number[];
	/**
	 * Runs while this process holds the key, and ends when the term does. Work that ends or fails releases its key,
	 * which is claimed again a beat later.
	 */
	work(key: number, term: AbortSignal): Promise<void>;
	clock: Clock;
	log: Logger;
	times?: SessionTimes;
};

/** How long a lost term waits for its work to end before the next one begins, in milliseconds. */
const graceMilliseconds = 5000;

/**
 * Of all processes on one database, one at a time does each key's work. When it is gone, another follows within
 * `lease`. The locks only elect: a paused process may act after it has lost one, so its writes are fenced or
 * idempotent. Resolves when the signal has fired and all work has ended.
 */
export async function holdLocks(options: Leadership, signal: AbortSignal): Promise<void> {
	const { clock, log, name, times = usualTimes } = options;
	const running = new Set<Promise<void>>();
	while (!signal.aborted) {
		await serveTerm({ ...options, times }, running, signal).catch((error) => {
			if (!signal.aborted) log.warn({ name, ...plainly(error) }, 'locks could not be acquired or kept');
		});
		await clock.sleep(times.beat, signal);
	}
	await Promise.all(running);
}

type Term = Leadership & { times: SessionTimes };

/** One session: claims what is free at each beat, until the session or the process ends. */
async function serveTerm(options: Term, running: Set<Promise<void>>, signal: AbortSignal): Promise<void> {
	const { url, name, times, clock } = options;
	const session = await openSession({ url, name, times, signal });
	const over = new AbortController();
	const term = AbortSignal.any([signal, over.signal]);
	const held = new Map<number, Promise<void>>();
	const ended = new Set<number>();
	const begin = (key: number) => {
		const done = endedWork(options, key, term).then(() => {
			ended.add(key);
			running.delete(done);
		});
		running.add(done);
		held.set(key, done);
	};
	try {
		while (!signal.aborted && !session.lost.aborted) {
			const freed = await releaseEnded(options, session, held, ended);
			// This query is the heartbeat too.
			const keys = options.keys.filter((key) => !held.has(key) && !freed.includes(key));
			for (const key of await claim(options, session, keys)) begin(key);
			await clock.sleep(times.beat, AbortSignal.any([signal, session.lost]));
		}
		if (session.lost.aborted) throw new Error('the session that held the locks has ended');
	} finally {
		over.abort();
		const all = Promise.all(held.values());
		// Work that hangs on the same dead network must not keep this process from leading again.
		const grace = new AbortController();
		await Promise.race([
			all,
			...(session.lost.aborted ? [clock.sleep(graceMilliseconds, grace.signal)] : []),
		]);
		grace.abort();
		await session.close();
	}
}

async function claim({ lockClass }: Term, session: PgSession, keys: number[]): Promise<number[]> {
	const { rows } = await session.query(
		'SELECT k FROM unnest($2::int[]) AS k WHERE pg_try_advisory_lock($1, k)',
		[lockClass, keys],
	);
	return rows.map(({ k }) => k);
}

/** Keys whose work has ended: other processes have a beat to claim them. */
async function releaseEnded(
	{ lockClass }: Term,
	session: PgSession,
	held: Map<number, Promise<void>>,
	ended: Set<number>,
): Promise<number[]> {
	if (ended.size === 0) return [];
	const keys = [...ended];
	ended.clear();
	await session.query('SELECT pg_advisory_unlock($1, k) FROM unnest($2::int[]) AS k', [lockClass, keys]);
	for (const key of keys) held.delete(key);
	return keys;
}

async function endedWork({ work, log, name }: Term, key: number, term: AbortSignal): Promise<void> {
	try {
		await work(key, term);
	} catch (error) {
		log.warn({ name, key, ...plainly(error as Error) }, 'the work of a lock failed; it begins again');
	}
}
