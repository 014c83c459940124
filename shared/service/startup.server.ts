import type { Logger } from 'pino';
import type { Clock } from '../clock.ts';
import { PassaError } from '../errors.ts';
import { plainly } from './problems.server.ts';

export type StartingError = PassaError<'STARTING'>;

export type Startup = {
	/** What the process waits for, as a sentence; null once it has started. */
	readonly waitingFor: string | null;
	/** Throws StartingError (503, Retry-After in seconds) until the process has started. */
	assertStarted(): void;
	/** Resolves when the process has started, or was stopped before. Rejects with an error that waiting cannot fix. */
	done: Promise<void>;
};

const retryMilliseconds = 1000;
const retryAfterSeconds = 5;
/** PostgreSQL refuses the login, or has no such database. */
const wrongDatabase = ['28P01', '28000', '3D000'];

type Options = {
	clock: Clock;
	log: Logger;
	signal: AbortSignal;
	/** Codes of errors that mean a wrong configuration; everything else may pass, and is tried again. */
	fatal: readonly string[];
};

/**
 * Tries the slow part of a start until it succeeds, while the process already answers. `work` may run again from its
 * beginning, so it must be idempotent.
 */
export function beginStartup(work: () => Promise<void>, { clock, log, signal, fatal }: Options): Startup {
	let waitingFor: string | null = 'it has just begun';
	const attempt = async (): Promise<void> => {
		try {
			await work();
			waitingFor = null;
		} catch (error) {
			const { code } = plainly(error as Error);
			if ([...fatal, ...wrongDatabase].includes(code ?? '')) {
				log.error(plainly(error as Error), 'cannot start: the configuration is wrong');
				throw error;
			}
			const words =
				error instanceof PassaError ? error.message : `the database or the network refuses (${code})`;
			if (words !== waitingFor) log.warn(plainly(error as Error), `cannot start yet: ${words}`);
			waitingFor = words;
		}
	};
	// Begins after the caller has the returned value.
	const done = Promise.resolve().then(async () => {
		while (waitingFor !== null && !signal.aborted) {
			await attempt();
			if (waitingFor !== null) await clock.sleep(retryMilliseconds, signal);
		}
	});
	// A caller that does not await it must not end the process by an unhandled rejection.
	done.catch(() => {});
	return {
		get waitingFor() {
			return waitingFor;
		},
		assertStarted() {
			if (waitingFor === null) return;
			const words = 'This service is starting. Try again in a moment.';
			throw new PassaError('STARTING', words, { status: 503, detail: { retryAfter: retryAfterSeconds } });
		},
		done,
	};
}
