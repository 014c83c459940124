import { type Clock, systemClock } from '#shared/service/clock.ts';
import { repeat } from '#shared/service/repeat.ts';
import { Keeper, type KeeperFacts, type KeeperOptions } from './keeper.ts';

const roundMs = 250;
const keepAliveMs = 600_000;

/** Pays dues four times a second and keeps entries alive every ten minutes, until it is stopped; what is under way ends first. */
export function startKeeper(options: KeeperOptions & { clock?: Clock; pollMs?: number }): {
	facts: KeeperFacts;
	stop(): Promise<void>;
} {
	const { clock = systemClock, log, pollMs = roundMs } = options;
	const keeper = new Keeper(options);
	const stopping = new AbortController();
	const { signal } = stopping;
	const every = (name: string, milliseconds: number, work: () => Promise<void>) =>
		repeat(name, milliseconds, work, { clock, log, signal });
	const work = [
		every('paying dues', pollMs, () => keeper.round(signal)),
		every('keeping entries alive', keepAliveMs, () => keeper.keepAlive()),
	];
	return {
		facts: keeper.facts,
		async stop() {
			stopping.abort();
			await Promise.all(work);
		},
	};
}
