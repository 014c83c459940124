import type { Logger } from 'pino';
import type { Clock } from '../clock.ts';
import { plainly } from './problems.server.ts';

/**
 * Work whose queue is the tables themselves: a row's state says what to do, and a time in it says when. Leasing moves
 * that time to the end of a lease, in one statement with `FOR UPDATE SKIP LOCKED`: any number of processes work side by
 * side, and a row whose process died is leased again when its lease has ended.
 */
export type Work<Job> = {
	name: string;
	/** The most jobs that run side by side. */
	most: number;
	/** Claims due jobs for this process alone, at most `limit`. */
	lease(limit: number): Promise<Job[]>;
	run(job: Job): Promise<void>;
	/** When the next job is due, in milliseconds since 1970; null if none is known: a notice then wakes the worker. */
	nextAt(): Promise<number | null>;
};

export type Worker = {
	/** Looks for due work now. */
	wake(): void;
	/** Resolves when the work under way is finished. */
	stop(): Promise<void>;
};

/** Milliseconds. The worker looks for due work at least this often, since a notice may be lost. */
const longest = 5_000;
const shortest = 200;

/**
 * Does the work until it is stopped. A slow job delays no other job. A failed job is logged, and its row makes it due
 * again.
 */
export function startWorker<Job>(work: Work<Job>, { clock, log }: { clock: Clock; log: Logger }): Worker {
	const stopping = new AbortController();
	const running = new Set<Promise<void>>();
	let kick = new AbortController();
	const wake = () => kick.abort();
	const failed = (error: Error) => log.warn(plainly(error), `${work.name} failed; it is tried again`);
	const begin = (job: Job) => {
		const done = work
			.run(job)
			.catch(failed)
			.finally(() => {
				running.delete(done);
				wake();
			});
		running.add(done);
	};
	const round = async (): Promise<number> => {
		const free = work.most - running.size;
		if (free === 0) return longest;
		const jobs = await work.lease(free);
		for (const job of jobs) begin(job);
		if (jobs.length === free) return 0;
		const next = await work.nextAt();
		return next === null ? longest : Math.min(longest, Math.max(shortest, next - clock.now()));
	};
	const loop = (async () => {
		while (!stopping.signal.aborted) {
			kick = new AbortController();
			const wait = await round().catch((error: Error) => {
				failed(error);
				return longest;
			});
			if (wait > 0) await clock.sleep(wait, AbortSignal.any([stopping.signal, kick.signal]));
		}
		await Promise.all(running);
	})();
	return {
		wake,
		async stop() {
			stopping.abort();
			await loop;
		},
	};
}

/** For tests: does all due work, and work that becomes due meanwhile. Returns the number of jobs. Throws a job's error. */
export async function drain<Job>(work: Work<Job>): Promise<number> {
	for (let done = 0; ; ) {
		const jobs = await work.lease(work.most);
		if (jobs.length === 0) return done;
		const ended = await Promise.allSettled(jobs.map((job) => work.run(job)));
		for (const each of ended) if (each.status === 'rejected') throw each.reason;
		done += jobs.length;
	}
}
