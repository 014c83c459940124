import type { Logger } from 'pino';
import { type Clock, systemClock } from '#shared/clock.ts';
import type { Postgres } from '#shared/service/postgres.server.ts';
import { startWorker } from '#shared/service/worker.server.ts';
import type { Database } from '../models/schema.ts';
import type { RelayerSeal } from '../relayer-seal.ts';
import { linkCodesOf } from '../signer.server.ts';
import { noticesChannel } from './enqueue-notices.ts';
import { passNotices } from './pass-notices.ts';
import { indexedPlaces } from './place-of-event.ts';
import type { PlatformGateway } from './platform-gateway.ts';

type Options = { platform: PlatformGateway | null; master: string; indexerUrl: string | null };
type Resources = {
	db: Database;
	seal: RelayerSeal;
	clock: Clock;
	log: Logger;
	listen: Postgres<never>['listen'];
};

/** Passes notices to the platform as they are queued. Without a platform they wait until they expire. */
export function startNotices(
	{ platform, master, indexerUrl }: Options,
	resources: Resources,
): { stop(): Promise<void> } {
	if (!platform) return { stop: async () => {} };
	const { clock, log, listen } = resources;
	const places = indexerUrl ? indexedPlaces(indexerUrl) : null;
	const deps = { ...resources, platform, places, linkCodes: linkCodesOf(master) };
	const waiting = { now: () => clock.now(), sleep: systemClock.sleep };
	const worker = startWorker(passNotices(deps), { clock: waiting, log });
	const silence = listen(noticesChannel, () => worker.wake());
	return {
		async stop() {
			await silence();
			await worker.stop();
		},
	};
}
