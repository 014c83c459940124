import type { Logger } from 'pino';
import { type Clock, systemClock } from '#shared/clock.ts';
import { holdLocks } from '#shared/service/leadership.server.ts';
import { repeat } from '#shared/service/repeat.ts';
import type { Keeper } from './keeper.ts';

/** "KEEP". One relayer of a database is the keeper: a second one would only pay the fees again. */
const lockClass = 0x4b_45_45_50;
const leader = 1;
const roundMilliseconds = 250;
const keepAliveMilliseconds = 600_000;
const settingsMilliseconds = 15_000;

type Options = { databaseUrl: string; log: Logger };

/** Runs the keeper while this process leads, until the signal fires. Work under way ends first. */
export const leadKeeper = (
	keeper: Keeper,
	{ databaseUrl: url, log }: Options,
	signal: AbortSignal,
): Promise<void> =>
	holdLocks(
		{
			url,
			name: 'keeper',
			lockClass,
			keys: [leader],
			clock: systemClock,
			log,
			work: (_, term) => runKeeper(keeper, { log }, term),
		},
		signal,
	);

/**
 * Pays dues four times a second, hands settings on four times a minute and keeps entries alive every ten, until the
 * signal fires.
 */
export async function runKeeper(
	keeper: Keeper,
	{
		log,
		clock = systemClock,
		pollMilliseconds = roundMilliseconds,
	}: { log: Logger; clock?: Clock; pollMilliseconds?: number },
	signal: AbortSignal,
): Promise<void> {
	const every = (name: string, milliseconds: number, work: () => Promise<void>) =>
		repeat(name, milliseconds, work, { clock, log, signal });
	await Promise.all([
		every('paying dues', pollMilliseconds, () => keeper.round(signal)),
		every('handing settings to events', settingsMilliseconds, () => keeper.pushSettings()),
		every('keeping entries alive', keepAliveMilliseconds, () => keeper.keepAlive()),
	]);
}
