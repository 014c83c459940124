import { call } from '#shared/chain/rpc.ts';
import { type Clock, steadyClock } from '#shared/clock.ts';
import { ageSeconds } from '#shared/service/health.server.ts';
import { remember } from '#shared/service/remember.ts';
import type { Startup } from '#shared/service/startup.server.ts';
import type { Hub } from '../live/hub.ts';
import type { Progress } from './api-deps.ts';

type Targets = {
	hub: Hub;
	startup: Startup;
	clock: Clock;
	rpcUrl: string;
	/** The age in seconds above which the source's newest ledger says nothing of the network. */
	staleSeconds: number;
};

/** More than any network closes: what a reader's own node knows already is waited for, also after a long outage. */
const ledgersPerSecond = 10;
const ledgersAhead = 100;
/** However many readers ask for ledgers ahead, the source is asked once in this time. */
const newestMs = 1000;

/** How far the chain is read. Throws before the history is open: an empty table would look like a chain without events. */
export function progressOf({ hub, startup, clock, rpcUrl, staleSeconds }: Targets): Progress {
	const readNewest = remember(() => call(rpcUrl, 'getLatestLedger', {}, newestMs), newestMs, steadyClock);
	return {
		get ledger() {
			return hub.ledger;
		},
		get now() {
			return hub.now;
		},
		get farthest() {
			const behind = Math.max(0, clock.now() / 1000 - Number(hub.now));
			const newest = Math.max(hub.ledger, hub.checkpoint?.latestLedger ?? 0);
			return newest + ledgersAhead + ledgersPerSecond * Math.ceil(behind);
		},
		async waitForLedger(ledger, milliseconds) {
			startup.assertStarted();
			return hub.waitForLedger(ledger, milliseconds);
		},
		async newestAtSource() {
			const newest = await readNewest().catch(() => null);
			if (!newest) return null;
			const age = ageSeconds(new Date(Number(newest.closeTime) * 1000), clock);
			return age <= staleSeconds ? newest.sequence : null;
		},
	};
}
