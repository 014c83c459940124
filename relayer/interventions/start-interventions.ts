import { systemClock } from '#shared/clock.ts';
import { holdLocks } from '#shared/service/leadership.server.ts';
import type { Postgres } from '#shared/service/postgres.server.ts';
import { startWorker } from '#shared/service/worker.server.ts';
import type { CallDeps } from '../calls/call-job.ts';
import { guardianActsChannel } from './ask-guardian-act.ts';
import { carryOutPayouts } from './carry-out-payouts.ts';
import { findGuardianActs } from './find-guardian-acts.ts';
import { payoutsChannel } from './request-payout.ts';

/** The first number of our lock: "INTV". */
const lockClass = 0x49_4e_54_56;

type Deps = Omit<CallDeps, 'between'> & { databaseUrl: string; listen: Postgres<never>['listen'] };

/** Pays what support asked to pay, and looks for acts of the guardian. The accounts that submit belong to one process at a time: the one that holds the lock. */
export function startInterventions(deps: Deps): { stop(): Promise<void> } {
	const { databaseUrl: url, listen, log } = deps;
	const stopping = new AbortController();
	const clock = systemClock;
	const work = async (_: number, term: AbortSignal): Promise<void> => {
		const paying = startWorker(carryOutPayouts(deps), { clock, log });
		const looking = startWorker(findGuardianActs(deps), { clock, log });
		const silences = [
			listen(payoutsChannel, () => paying.wake()),
			listen(guardianActsChannel, () => looking.wake()),
		];
		await new Promise<void>((done) => {
			if (term.aborted) done();
			term.addEventListener('abort', () => done(), { once: true });
		});
		await Promise.all(silences.map((silence) => silence()));
		await Promise.all([paying.stop(), looking.stop()]);
	};
	const holding = holdLocks(
		{ url, name: 'intervention lock', lockClass, keys: [0], clock, log, work },
		stopping.signal,
	);
	return {
		async stop() {
			stopping.abort();
			await holding;
		},
	};
}
