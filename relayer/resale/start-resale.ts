import { systemClock } from '#shared/clock.ts';
import { holdLocks } from '#shared/service/leadership.server.ts';
import { startWorker } from '#shared/service/worker.server.ts';
import { buyOnChain } from './buy-on-chain.ts';
import { type SellDeps, sellOnChain } from './sell-on-chain.ts';

/** The first number of our lock: "RSLE". */
const lockClass = 0x52_53_4c_45;

type Deps = Omit<SellDeps, 'between'> & { databaseUrl: string };

/** Buys listed tickets, and sells those in custody. The accounts that submit belong to one process at a time: the one that holds the lock. */
export function startResale(deps: Deps): {
	wake(): void;
	stop(): Promise<void>;
} {
	const { databaseUrl: url, log } = deps;
	const stopping = new AbortController();
	// Waiting always uses this machine's clock. Tests move only the time that rows are compared with.
	const clock = systemClock;
	let wake = () => {};
	const work = async (_: number, term: AbortSignal): Promise<void> => {
		const worker = startWorker(buyOnChain(deps), { clock, log });
		const selling = startWorker(sellOnChain(deps), { clock, log });
		wake = () => {
			worker.wake();
			selling.wake();
		};
		await new Promise<void>((done) => {
			if (term.aborted) done();
			term.addEventListener('abort', () => done());
		});
		await Promise.all([worker.stop(), selling.stop()]);
	};
	const holding = holdLocks(
		{ url, name: 'resale lock', lockClass, keys: [0], clock, log, work },
		stopping.signal,
	);
	return {
		wake: () => wake(),
		async stop() {
			stopping.abort();
			await holding;
		},
	};
}
