import { systemClock } from '#shared/clock.ts';
import type { Postgres } from '#shared/service/postgres.server.ts';
import { startWorker, type Worker } from '#shared/service/worker.server.ts';
import { type FinishDeps, finishGifts } from './finish-gifts.ts';
import { giftsChannel } from './offer-gift.ts';

/** Looks for gifts that organizers signed. */
export function startGifts(deps: FinishDeps & { listen: Postgres<never>['listen'] }): Pick<Worker, 'stop'> {
	const { clock, log } = deps;
	const waiting = { now: () => clock.now(), sleep: systemClock.sleep };
	const worker = startWorker(finishGifts(deps), { clock: waiting, log });
	const silence = deps.listen(giftsChannel, () => worker.wake());
	return {
		async stop() {
			await silence();
			await worker.stop();
		},
	};
}
