import { systemClock } from '#shared/clock.ts';
import { holdLocks } from '#shared/service/leadership.server.ts';
import { repeat } from '#shared/service/repeat.ts';
import { startWorker } from '#shared/service/worker.server.ts';
import type { LoyaltyDeps } from './loyalty-deps.ts';
import { makeRoot } from './make-root.ts';
import { type RootDeps, rootWork } from './root-work.ts';

/** The first number of our lock: "POIN". */
const lockClass = 0x50_4f_49_4e;
/** How often it is looked whether a root is due: a part of the time between two. */
const looks = 10;
const mostMilliseconds = 600_000;

type Deps = LoyaltyDeps & Omit<RootDeps, 'between'> & { databaseUrl: string };

/** Counts points and sets their roots. The account that submits belongs to the process that holds the lock. */
export function startPoints(deps: Deps): { stop(): Promise<void> } {
	const { databaseUrl: url, log } = deps;
	const stopping = new AbortController();
	const clock = systemClock;
	const work = async (_: number, term: AbortSignal): Promise<void> => {
		const setting = startWorker(rootWork(deps), { clock, log });
		const make = async () => {
			if ((await makeRoot(deps)) !== null) setting.wake();
		};
		const every = Math.min(mostMilliseconds, deps.milliseconds / looks);
		await repeat('counting points', every, make, { clock, log, signal: term });
		await setting.stop();
	};
	const holding = holdLocks(
		{ url, name: 'points lock', lockClass, keys: [0], clock, log, work },
		stopping.signal,
	);
	return {
		async stop() {
			stopping.abort();
			await holding;
		},
	};
}
