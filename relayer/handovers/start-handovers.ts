import { nowOf, systemClock } from '#shared/clock.ts';
import type { Postgres } from '#shared/service/postgres.server.ts';
import { repeat } from '#shared/service/repeat.ts';
import { startWorker } from '#shared/service/worker.server.ts';
import { expireOffers } from './expire-offers.ts';
import { walletMovesChannel } from './move-to-wallet.ts';
import { type MoveDeps, submitMoves } from './submit-moves.ts';

const expiryMilliseconds = 10_000;

type Resources = MoveDeps & { listen: Postgres<never>['listen'] };

/** Moves tickets to wallets as that is asked for, and ends offers whose time is over. */
export function startHandovers(deps: Resources, signal: AbortSignal): { stop(): Promise<void> } {
	const { clock, log } = deps;
	const waiting = { now: () => clock.now(), sleep: systemClock.sleep };
	const worker = startWorker(submitMoves(deps), { clock: waiting, log });
	const silence = deps.listen(walletMovesChannel, () => worker.wake());
	const expiring = repeat(
		'ending offers of tickets',
		expiryMilliseconds,
		() => expireOffers(deps, nowOf(deps)),
		{
			clock: systemClock,
			log,
			signal,
		},
	);
	return {
		async stop() {
			await silence();
			await Promise.all([worker.stop(), expiring]);
		},
	};
}
