import { Client } from 'pg';
import type { Logger } from 'pino';
import { type Clock, systemClock } from '#shared/service/clock.ts';

type Options = {
	url: string;
	keys: number[];
	/** Runs while this process holds the key's lock; ends when the signal fires. */
	work: (key: number, signal: AbortSignal) => Promise<void>;
	log: Logger;
	clock?: Clock;
};

/** The first number of our locks: "RELA". */
const lockClass = 0x52_45_4c_41;
const beatMilliseconds = 1000;
const queryMilliseconds = 5000;

/**
 * Of all processes on one database, one at a time does each key's work; others take over when it is gone. The locks
 * only elect, and live as long as their session: whoever has lost one and does not know it yet must do no harm.
 */
export function holdLocks(options: Options): { stop(): Promise<void> } {
	const stopping = new AbortController();
	const { signal } = stopping;
	const { clock = systemClock, log } = options;
	const holding = (async () => {
		while (!signal.aborted) {
			await term(options, clock, signal).catch((error) => {
				log.warn({ error: (error as Error).message }, 'locks could not be taken or kept');
			});
			await clock.sleep(beatMilliseconds, signal);
		}
	})();
	return {
		async stop() {
			stopping.abort();
			await holding;
		},
	};
}

/** One session: takes what is free, again and again, until the session or the process ends. */
async function term({ url, keys, work }: Options, clock: Clock, signal: AbortSignal): Promise<void> {
	const timeouts = { connectionTimeoutMillis: queryMilliseconds, query_timeout: queryMilliseconds };
	const session = new Client({ connectionString: url, application_name: 'relayer locks', ...timeouts });
	session.on('error', () => {});
	const over = new AbortController();
	const held = new Map<number, Promise<void>>();
	try {
		await session.connect();
		while (!signal.aborted) {
			const wanted = keys.filter((key) => !held.has(key));
			// The question is the heartbeat too.
			const { rows } = await session.query(
				'SELECT k FROM unnest($2::int[]) AS k WHERE pg_try_advisory_lock($1, k)',
				[lockClass, wanted],
			);
			for (const { k } of rows) held.set(k, work(k, AbortSignal.any([signal, over.signal])));
			await clock.sleep(beatMilliseconds, signal);
		}
	} finally {
		over.abort();
		await Promise.all(held.values());
		await session.end().catch(() => {});
	}
}
