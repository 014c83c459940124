import type { Keypair } from '@stellar/stellar-sdk';
import { type Clock, systemClock } from '#shared/clock.ts';
import type { ChannelAccounts } from '#shared/service/channel-accounts.server.ts';
import { holdLocks } from '#shared/service/leadership.server.ts';
import { plainly } from '#shared/service/problems.server.ts';
import { repeat } from '#shared/service/repeat.ts';
import { Wakeup } from '#shared/service/wakeup.ts';
import type { Selling } from '../orders/price.ts';
import { readTreasury, type Treasury } from '../treasury/read-treasury.ts';
import { alertStuck } from './alert-stuck.ts';
import { allocateQuotas } from './allocate-quotas.ts';
import { LaneWorker } from './lane-worker.ts';
import { refreshTerms } from './refresh-terms.ts';
import { returnQuotas } from './return-quota.ts';
import type { SettleDeps } from './settle-deps.ts';
import { syncEvents } from './sync-events.ts';

export type SettleOptions = SettleDeps & {
	databaseUrl: string;
	sinceLedger: number;
	treasury: Treasury;
	selling: Selling;
	/** An account for each lane, and some that set quotas aside. */
	lanes: readonly Keypair[];
	allocators: ChannelAccounts;
};

export type Settling = { wake(): void; stop(): Promise<void> };

/** The first number of our locks: "RELA". */
const lockClass = 0x52_45_4c_41;
/** Numbers besides the lanes' own: reading announcements, and setting quotas aside. */
const directoryKey = 100;
const directoryMilliseconds = 1000;
const returnMilliseconds = 5000;
const treasuryMilliseconds = 2000;
const stuckMilliseconds = 10_000;
const idleMilliseconds = 1000;
/** The pause between a notice and binding, so that orders which come together are bound together. */
const gatherMilliseconds = 100;
const faultMilliseconds = 500;

/** Starts what turns paid orders into tickets. Any number of processes may do this on one database. */
export function startSettling(options: SettleOptions): Settling {
	const { db, chain, log, lanes, treasury } = options;
	// Waiting always uses this machine's clock. Tests move only the time that rows are compared with.
	const clock = systemClock;
	const wakeup = new Wakeup(clock);
	const stopping = new AbortController();
	const { signal } = stopping;
	const unsold = new Set<string>();
	const holding = holdLocks(
		{
			url: options.databaseUrl,
			name: 'relayer locks',
			lockClass,
			keys: [...lanes.keys(), directoryKey],
			clock,
			log,
			work: (key, term) =>
				key === directoryKey
					? runDirectory(options, unsold, clock, term)
					: runLane(options, key, wakeup, clock, term),
		},
		signal,
	);
	const reading = repeat(
		'reading the treasury',
		treasuryMilliseconds,
		() => readTreasury(db, chain.rpcUrl, treasury, new Date(options.clock.now())),
		{ clock, log, signal },
	);
	// Not part of a lane: a batch is stuck too when no process works its lane.
	const watching = repeat('looking for stuck batches', stuckMilliseconds, () => alertStuck(options), {
		clock,
		log,
		signal,
	});
	return {
		wake: () => wakeup.wake(),
		async stop() {
			stopping.abort();
			await Promise.all([holding, reading, watching]);
		},
	};
}

async function runDirectory(
	options: SettleOptions,
	unsold: Set<string>,
	clock: Clock,
	signal: AbortSignal,
): Promise<void> {
	const { db, chain, registry, sinceLedger, signer, allocators: channels, selling, log } = options;
	const relayer = signer.relayer;
	const held = { because: null };
	const shared = { db, chain, registry, relayer, channels, selling, unsold, held, log };
	// Rows and the chain's sale windows go by the time of the relayer, waiting by this machine's.
	const quotas = { ...shared, clock: options.clock };
	const sync = async () => {
		await syncEvents(db, { rpcUrl: chain.rpcUrl, registry, sinceLedger, log });
		await refreshTerms(db, { rpcUrl: chain.rpcUrl, log });
		await allocateQuotas(quotas);
	};
	await Promise.all([
		repeat('reading announcements', directoryMilliseconds, sync, { clock, log, signal }),
		repeat('returning quotas', returnMilliseconds, () => returnQuotas(quotas), { clock, log, signal }),
	]);
}

async function runLane(
	options: SettleOptions,
	lane: number,
	wakeup: Wakeup,
	clock: Clock,
	signal: AbortSignal,
): Promise<void> {
	const worker = new LaneWorker(options, lane, options.lanes[lane]!);
	while (!signal.aborted) {
		try {
			if (await worker.step(signal)) continue;
			await wakeup.wait(idleMilliseconds, signal);
			await clock.sleep(gatherMilliseconds, signal);
		} catch (error) {
			options.log.warn({ lane, ...plainly(error as Error) }, 'a lane could not go on; it tries again');
			await clock.sleep(faultMilliseconds, signal);
		}
	}
}
