import { type Clock, systemClock } from '../clock.ts';
import { openSession, type SessionTimes } from './pg-session.server.ts';

/**
 * Called with the payload of each notice. Called without a payload whenever listening begins again: notices may have
 * been lost, so the caller reads the tables.
 */
export type Wake = (payload?: string) => void;

/** A lost connection is noticed within `beat + answer`. */
const listenTimes: SessionTimes = { beat: 3000, answer: 5000, lease: 30_000 };
const retryMilliseconds = 500;

type Options = { url: string; name: string; channel: string; clock?: Clock; times?: SessionTimes };

/**
 * Listens to a channel over a connection of its own until it is stopped. A connection that is lost, or that falls
 * silent, is replaced. Returns the function that stops it.
 */
export function listen(options: Options, wake: Wake): () => Promise<void> {
	const { clock = systemClock } = options;
	const stop = new AbortController();
	const work = (async () => {
		while (!stop.signal.aborted) {
			// A failed connection is retried: only time is lost.
			await listenOnce(options, wake, stop.signal).catch(() => {});
			await clock.sleep(retryMilliseconds, stop.signal);
		}
	})();
	return async () => {
		stop.abort();
		await work;
	};
}

async function listenOnce(
	{ url, name, channel, clock = systemClock, times = listenTimes }: Options,
	wake: Wake,
	signal: AbortSignal,
): Promise<void> {
	const session = await openSession({ url, name, times, signal, onNotice: wake });
	// LISTEN again changes nothing, so it is the heartbeat too.
	const beat = () => session.query(`LISTEN ${quoted(channel)}`);
	try {
		await beat();
		wake();
		const ends = AbortSignal.any([signal, session.lost]);
		for (;;) {
			await clock.sleep(times.beat, ends);
			if (ends.aborted) return;
			await beat();
		}
	} finally {
		await session.close();
	}
}

const quoted = (identifier: string): string => `"${identifier.replaceAll('"', '""')}"`;
