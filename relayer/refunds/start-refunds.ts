import { systemClock } from '#shared/clock.ts';
import { holdLocks } from '#shared/service/leadership.server.ts';
import { repeat } from '#shared/service/repeat.ts';
import { startWorker } from '#shared/service/worker.server.ts';
import { openDueRefunds } from './open-due-refunds.ts';
import { payResoldRefund } from './pay-resold-refund.ts';
import { type RefundDeps, voidOnChain } from './void-on-chain.ts';

/** The first number of our lock: "REFU". */
const lockClass = 0x52_45_46_55;
const dueMilliseconds = 2000;

/** Refunds issued tickets. The accounts that submit belong to one process at a time: the one that holds the lock. */
export function startRefunds(deps: Omit<RefundDeps, 'between'> & { databaseUrl: string }): {
	stop(): Promise<void>;
} {
	const { databaseUrl: url, log } = deps;
	const stopping = new AbortController();
	// Waiting always uses this machine's clock. Tests move only the time that rows are compared with.
	const clock = systemClock;
	const work = async (_: number, term: AbortSignal): Promise<void> => {
		const worker = startWorker(voidOnChain(deps), { clock, log });
		const paying = startWorker(payResoldRefund(deps), { clock, log });
		const open = async () => {
			if ((await openDueRefunds(deps)) > 0) worker.wake();
		};
		await repeat('opening refunds', dueMilliseconds, open, { clock, log, signal: term });
		await Promise.all([worker.stop(), paying.stop()]);
	};
	const holding = holdLocks(
		{ url, name: 'refund lock', lockClass, keys: [0], clock, log, work },
		stopping.signal,
	);
	return {
		async stop() {
			stopping.abort();
			await holding;
		},
	};
}
