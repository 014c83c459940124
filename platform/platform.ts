import { count } from 'drizzle-orm';
import type { JWK } from 'jose';
import type { Logger } from 'pino';
import { indexerClient } from '#indexer/client.ts';
import { type Clock, systemClock } from '#shared/clock.ts';
import { deviceSigner, deviceVerifier } from '#shared/device.server.ts';
import type { KesRate } from '#shared/kes-rate.ts';
import { phoneProofSigner } from '#shared/phone-proof.server.ts';
import { openSeal, type Seal } from '#shared/seal.server.ts';
import type { Networks } from '#shared/service/address.ts';
import { listenHttp } from '#shared/service/http.server.ts';
import { openPostgres, type Postgres } from '#shared/service/postgres.server.ts';
import { repeat } from '#shared/service/repeat.ts';
import { refuseOtherContracts, watchNetwork } from '#shared/service/rpc.server.ts';
import { startWorker } from '#shared/service/worker.server.ts';
import { sessionSigner, sessionVerifier } from '#shared/session.server.ts';
import { askerReader } from './accounts/asker-of.ts';
import { createAuth } from './accounts/auth.server.ts';
import { authCaller } from './accounts/call-auth.ts';
import { adminsOf, type Identifier } from './accounts/identifier.ts';
import { challengeKey } from './accounts/wallet-challenge.ts';
import { type Api, createApp } from './api/app.ts';
import { platformMetrics } from './api/metrics.ts';
import { deleteExpired } from './delete-expired.ts';
import { deleteUnpublishedShares } from './drafts/delete-unpublished-shares.ts';
import { folderStore } from './drafts/document-store.ts';
import { factsFrom } from './drafts/publish-facts.ts';
import { carryOutResets } from './factors/reset-factors.ts';
import { decodeQueue } from './media/decode-queue.ts';
import { mediaFolder } from './media/media-store.ts';
import { removeUnusedMedia } from './media/remove-unused.ts';
import { messages } from './models/messages.ts';
import type { Database } from './models/schema.ts';
import { deliveries } from './notify/deliver.ts';
import { wakeChannel } from './notify/enqueue.ts';
import type { Messenger } from './notify/messenger.ts';

export type PlatformOptions = {
	databaseUrl: string;
	host: string;
	port: number;
	/** The web's origin. */
	origin: string;
	/** Our own proxies, the web among them, whose X-Forwarded-For counts. */
	proxies: Networks;
	indexerUrl: string;
	rpcUrl: string;
	passphrase: string;
	registry: string;
	metadataDir: string;
	mediaDir: string;
	rate: KesRate;
	/** The account that is paid for payees who are paid later. Unset: nobody can choose that. */
	payouts?: string | null | undefined;
	sessionKey: JWK & { d: string };
	authSecret: string;
	piiKey: string;
	serviceToken?: string | undefined;
	admins: Identifier[];
	messenger: Messenger;
	/** Whether anybody may read the outbox. */
	outboxOpen: boolean;
	log: Logger;
	/** For tests. */
	clock?: Clock;
};

export type Platform = {
	url: string;
	api: Api;
	db: Database;
	/** Resolves when the network was asked. Rejects with RPC_WRONG_NETWORK or REGISTRY_MISSING. */
	started: Promise<void>;
	stop(): Promise<void>;
};

const cleanUpMilliseconds = 60_000;
const tidyMilliseconds = 3_600_000;

/** Opens, starts and connects the parts; `stop` ends them in reverse. The schema must be migrated. */
export async function startPlatform(options: PlatformOptions): Promise<Platform> {
	const { origin, registry, passphrase, rpcUrl, log, clock = systemClock, payouts = null } = options;
	const postgres = openPostgres(options.databaseUrl, {}, { name: 'platform' });
	const { db } = postgres;
	const seal = openSeal(options.piiKey, 'passa platform');
	const server = challengeKey(options.authSecret);
	const context = { domain: new URL(origin).host, passphrase, rpcUrl, server };
	const auth = createAuth({ db, seal, clock, origin, secret: options.authSecret, context, log });
	const { d, ...publicKey } = options.sessionKey;
	const askerOf = askerReader(await deviceVerifier(publicKey, () => clock.now()), options.proxies);
	const app = createApp(
		{
			db,
			log,
			clock,
			seal,
			origin,
			auth,
			callAuth: authCaller({ db, seal, clock }, auth, origin, askerOf),
			askerOf,
			context,
			admins: adminsOf(seal, options.admins),
			sign: await sessionSigner(options.sessionKey),
			signDevice: await deviceSigner(options.sessionKey),
			signPhoneProof: await phoneProofSigner(options.sessionKey),
			verify: await sessionVerifier(publicKey, () => clock.now()),
			serviceToken: options.serviceToken,
			indexer: indexerClient(options.indexerUrl),
			rate: options.rate,
			facts: factsFrom({ rpcUrl, passphrase, registry, rate: options.rate, payouts }),
			payouts,
			store: folderStore(options.metadataDir),
			...openMedia(options),
			registry,
			passphrase,
			rpcUrl,
			outboxOpen: options.outboxOpen,
		},
		platformMetrics(() => messagesByState(db)),
	);
	const listening = await listenHttp(app, options);
	const work = startWork(options, postgres, seal, clock);
	const started = refuseOtherContracts({ rpcUrl, passphrase }, { registry });
	started.catch((error) => log.error({ err: error }, 'cannot start: the configuration is wrong'));
	return {
		url: listening.url,
		api: app,
		db,
		started,
		async stop() {
			await listening.close();
			await work.stop();
			await postgres.close();
		},
	};
}

const openMedia = ({ mediaDir }: PlatformOptions) => ({
	media: mediaFolder(mediaDir),
	decodeTurn: decodeQueue(),
});

async function messagesByState(db: Database): Promise<Record<string, number>> {
	const rows = await db.select({ state: messages.state, n: count() }).from(messages).groupBy(messages.state);
	return Object.fromEntries(rows.map((row) => [row.state, row.n]));
}

/** Sends messages when they are queued or due again, and deletes expired rows. */
function startWork(
	{ messenger, log, rpcUrl, passphrase, mediaDir, indexerUrl, origin }: PlatformOptions,
	{ db, listen }: { db: Database; listen: Postgres<never>['listen'] },
	seal: Seal,
	clock: Clock,
): { stop(): Promise<void> } {
	const stopping = new AbortController();
	const { signal } = stopping;
	// Waiting always uses this machine's clock. Tests move only the time that rows are compared with.
	const waiting = { now: () => clock.now(), sleep: systemClock.sleep };
	const delivery = startWorker(deliveries({ db, seal, clock, messenger }), { clock: waiting, log });
	const stopListening = listen(wakeChannel, () => delivery.wake());
	const cleaning = repeat(
		'deleting expired rows',
		cleanUpMilliseconds,
		() => deleteExpired(db, new Date(clock.now())),
		{ clock: systemClock, log, signal },
	);
	const tidying = [
		repeat(
			'removing second factors that are lost',
			cleanUpMilliseconds,
			() => carryOutResets({ db, seal, clock, origin }),
			{ clock: systemClock, log, signal },
		),
		repeat(
			'removing unused pictures',
			tidyMilliseconds,
			() => removeUnusedMedia(db, mediaFolder(mediaDir), new Date(clock.now())),
			{ clock: systemClock, log, signal },
		),
		repeat(
			'forgetting shares of events that were never made',
			tidyMilliseconds,
			() => deleteUnpublishedShares({ db, indexer: indexerClient(indexerUrl) }, new Date(clock.now())),
			{ clock: systemClock, log, signal },
		),
	];
	watchNetwork({ rpcUrl, passphrase }, { log, signal });
	return {
		async stop() {
			stopping.abort();
			await stopListening();
			await Promise.all([cleaning, ...tidying, delivery.stop()]);
		},
	};
}
