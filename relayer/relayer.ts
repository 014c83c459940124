import { Keypair } from '@stellar/stellar-sdk';
import type { Logger } from 'pino';
import { checkNetwork } from '#shared/chain/rpc-nodes.ts';
import { readRegistryConfig } from '#shared/chain/state/read-registry-config.ts';
import type { Chain } from '#shared/chain/submit/invoke.ts';
import { type Clock, systemClock } from '#shared/clock.ts';
import { PassaError } from '#shared/errors.ts';
import type { KesRate } from '#shared/kes-rate.ts';
import type { Networks } from '#shared/service/address.ts';
import { ChannelAccounts, channelKeys, openChannels } from '#shared/service/channel-accounts.server.ts';
import { usualStaleSeconds } from '#shared/service/health.server.ts';
import { listenHttp } from '#shared/service/http.server.ts';
import { openPostgres, type Postgres } from '#shared/service/postgres.server.ts';
import { deleteEndedLimits } from '#shared/service/rate-limit.server.ts';
import { repeat } from '#shared/service/repeat.ts';
import { beginStartup, type Startup } from '#shared/service/startup.server.ts';
import { type Api, createApp } from './api/app.ts';
import type { CallerTokens } from './api/caller-tokens.ts';
import { dependenciesOf } from './api/dependencies.ts';
import { relayerMetrics } from './api/metrics.ts';
import { readQueueStats } from './api/queue-stats.ts';
import { archiveOf } from './keeper/indexer-archive.ts';
import { Keeper } from './keeper/keeper.ts';
import { leadKeeper } from './keeper/lead-keeper.ts';
import { limits } from './models/limits.ts';
import { trimLiveOutbox } from './models/live-outbox.ts';
import type { Database } from './models/schema.ts';
import type { Bounds } from './orders/bounds.ts';
import { orderChannel } from './orders/notify-order.ts';
import type { OrderDeps } from './orders/order-deps.ts';
import { OrderWatch } from './orders/order-watch.ts';
import { mostOf } from './orders/price.ts';
import { TermsCache } from './orders/terms-cache.ts';
import { type MpesaOptions, mpesaRail } from './rails/mpesa/rail.ts';
import type { Rail, RegistrationFact } from './rails/rail.ts';
import { sharedTokens } from './rails/shared-tokens.ts';
import { hookRoutes, startRails } from './rails/start-rails.ts';
import { redactPayers } from './retention/redact-payers.ts';
import { openSeal, type Seal } from './seal.ts';
import type { Step } from './settle/settle-deps.ts';
import { type Settling, startSettling } from './settle/start-settling.ts';
import { custodyOf, readTokensOf, type Signer, signerOf } from './signer.server.ts';
import { readTreasury } from './treasury/read-treasury.ts';

export type RelayerOptions = {
	databaseUrl: string;
	host: string;
	port: number;
	chain: Chain;
	registry: string;
	sinceLedger: number;
	/** `USDC:G…` */
	usdcAsset: string;
	relayerSecret: string;
	treasurySecret: string;
	master: string;
	piiKey: string;
	/** Null: there is no fiat rail. */
	mpesa: MpesaOptions | null;
	callers: CallerTokens;
	/** Our own proxies, whose X-Forwarded-For counts. */
	proxies: Networks;
	lanes: number;
	/** The dollar's rate. Tiers whose price does not fit it are not sold. */
	rate: KesRate;
	holdMilliseconds: number;
	busyHoldMilliseconds: number;
	bounds: Bounds;
	/** The most that one support person alone may give away within a day: cents of KES, 10 000 unless given. */
	aloneKes?: bigint;
	/** For how long after its end an order's phones and receipts are kept. */
	retentionDays: number;
	keeper: { minDue: bigint; channels: number };
	/** The age in seconds above which the newest ledger makes this relayer unready; 60 unless given. */
	staleSeconds?: number;
	/** The indexer's URL, for ledgers that the RPC no longer has; null: there is none. */
	indexerUrl: string | null;
	log: Logger;
	/** For tests. */
	clock?: Clock;
	between?: (step: Step) => void | Promise<void>;
};

export type Relayer = {
	url: string;
	api: Api;
	db: Database;
	/** Resolves when all parts work. Rejects with ENV_INVALID for keys that the registry does not know. */
	started: Promise<void>;
	stop(): Promise<void>;
};

const allocators = 4;
const poolSize = 16;
const limitsMilliseconds = 60_000;
const fillMilliseconds = 600_000;
const retentionMilliseconds = 3_600_000;
const liveTrimMilliseconds = 60_000;
const liveKept = 6 * 3_600_000;
const fatal = ['ENV_INVALID', 'REGISTRY_MISSING', 'RPC_WRONG_NETWORK'];

/**
 * Serves at once: callbacks are stored and orders can be read while the network is away. What needs the network begins
 * when it answers. `stop` ends the parts in reverse order. The schema must exist already. Rejects where the port is in
 * use.
 */
export async function startRelayer(options: RelayerOptions): Promise<Relayer> {
	const { log, clock = systemClock } = options;
	const postgres = openPostgres<Record<string, never>>(
		options.databaseUrl,
		{},
		{ name: 'relayer', max: poolSize },
	);
	const resources = openResources(options, postgres, clock);
	const { db, watch, rails } = resources;
	const stopping = new AbortController();
	let parts: Parts | null = null;
	const begin = async () => {
		await listening;
		await reachNetwork(options, resources);
		parts = startParts(options, resources, stopping.signal);
	};
	const startup = beginStartup(begin, { clock: systemClock, log, signal: stopping.signal, fatal });
	const silence = postgres.listen(orderChannel, (reference) => {
		watch.notify(reference);
		parts?.settling.wake();
	});
	const health = healthOf(options, resources, startup);
	const app = createApp({
		...ordersOf(options, resources, startup),
		...callersOf(options),
		...health,
		rails: hookRoutes(resources, rails),
	});
	const listening = listenHttp(app, options);
	const server = await listening.catch(async (error) => {
		stopping.abort();
		await Promise.all([silence(), startup.done]);
		await postgres.close();
		throw error;
	});
	return {
		url: server.url,
		api: app,
		db,
		started: startup.done,
		async stop() {
			watch.close();
			stopping.abort();
			await server.close();
			await silence();
			await startup.done.catch(() => {});
			await parts?.stop();
			await postgres.close();
		},
	};
}

/** What the API needs to know of callers. */
const callersOf = ({ log, callers, proxies, aloneKes }: RelayerOptions) => ({
	log,
	callers,
	proxies,
	aloneKes,
});

type Resources = ReturnType<typeof openResources>;

/** What `/readyz` and `/metrics` answer. */
function healthOf(
	options: RelayerOptions,
	{ db, clock, keeper, registrations }: Resources,
	startup: Startup,
) {
	const { rpcUrl } = options.chain;
	const dependencies = dependenciesOf({
		db,
		rpcUrl,
		providerUrl: options.mpesa?.baseUrl ?? null,
		startup,
		staleSeconds: options.staleSeconds ?? usualStaleSeconds,
		clock,
	});
	const read = () => readQueueStats(db, new Date(clock.now()));
	return {
		dependencies,
		metrics: relayerMetrics({ keeper: keeper.facts, registrations, read, dependencies, rpcUrl }),
	};
}

/** The parts that need no network. */
function openResources(
	options: RelayerOptions,
	{ db, listen }: Postgres<Record<string, never>>,
	clock: Clock,
) {
	const { chain, relayerSecret, mpesa, keeper: keeping, registry, sinceLedger, log } = options;
	const seal = openSeal(options.piiKey);
	const signer = signerOf(relayerSecret, options.treasurySecret);
	const accounts = {
		keeper: channelKeys(relayerSecret, 'keeper channel', keeping.channels),
		lanes: channelKeys(relayerSecret, 'settlement lane', options.lanes),
		allocators: channelKeys(relayerSecret, 'allocation channel', allocators),
	};
	const { minDue } = keeping;
	const registrations = new Map<string, RegistrationFact>();
	return {
		registrations,
		onRegistration: (fact: RegistrationFact) => void registrations.set(`${fact.provider} ${fact.name}`, fact),
		db,
		clock,
		seal,
		signer,
		accounts,
		treasury: { address: signer.treasury.publicKey(), asset: options.usdcAsset },
		watch: new OrderWatch(systemClock),
		listen,
		log,
		rails: mpesa ? [openMpesaRail(mpesa, db, seal, clock, log)] : [],
		keeper: new Keeper({
			db,
			chain,
			registry,
			sinceLedger,
			channels: new ChannelAccounts(chain, accounts.keeper),
			payer: Keypair.fromSecret(relayerSecret),
			minDue,
			archive: options.indexerUrl ? archiveOf(options.indexerUrl) : null,
			log,
		}),
	};
}

function openMpesaRail(options: MpesaOptions, db: Database, seal: Seal, clock: Clock, log: Logger): Rail {
	const tokens = sharedTokens(db, seal, 'mpesa');
	return mpesaRail({ ...options, tokens, now: () => clock.now() }, log);
}

/** Once per start: the network is ours, the keys are the registry's, the accounts that submit exist, and the treasury's balance is known. */
async function reachNetwork(
	options: RelayerOptions,
	{ db, signer, treasury, clock, accounts }: Resources,
): Promise<void> {
	await checkNetwork(options.chain);
	await refuseOtherKeys(options, signer);
	await fillAccounts(options, accounts);
	await readTreasury(db, options.chain.rpcUrl, treasury, new Date(clock.now()));
}

const fillAccounts = ({ chain, relayerSecret }: RelayerOptions, accounts: Resources['accounts']) =>
	openChannels(chain, Keypair.fromSecret(relayerSecret), Object.values(accounts).flat());

type Parts = { settling: Settling; stop(): Promise<void> };

/** All workers and repeated tasks. */
function startParts(options: RelayerOptions, resources: Resources, signal: AbortSignal): Parts {
	const { accounts, rails, keeper } = resources;
	const settling = startSettling({
		...options,
		...resources,
		selling: { ...options, most: mostOf(rails) },
		lanes: accounts.lanes,
		allocators: new ChannelAccounts(options.chain, accounts.allocators),
	});
	const asking = startRails(resources, rails);
	const keeping = leadKeeper(keeper, options, signal);
	const cleaning = startCleaning(options, resources, signal);
	return {
		settling,
		async stop() {
			await Promise.all([keeping, settling.stop(), asking.stop(), ...cleaning]);
		},
	};
}

/** What orders need. Until the start is complete no phone is asked: the keys may be wrong, or the treasury unread. */
function ordersOf(options: RelayerOptions, resources: Resources, startup: Startup): OrderDeps {
	return {
		...resources,
		terms: new TermsCache(),
		custody: custodyOf(options.master),
		readTokens: readTokensOf(options.master),
		rate: options.rate,
		holdMilliseconds: options.holdMilliseconds,
		busyHoldMilliseconds: options.busyHoldMilliseconds,
		bounds: options.bounds,
		methods: resources.rails,
		assertStarted: startup.assertStarted,
	};
}

/** Keys that the registry does not know would fail at the first sale, so the start refuses them. */
async function refuseOtherKeys({ chain, registry }: RelayerOptions, signer: Signer): Promise<void> {
	const known = await readRegistryConfig(chain.rpcUrl, registry);
	for (const role of ['relayer', 'treasury'] as const) {
		if (known[role] === signer[role].publicKey()) continue;
		const name = `${role.toUpperCase()}_SECRET`;
		throw new PassaError(
			'ENV_INVALID',
			`wrong environment: ${name} is not the key of the registry's ${role}`,
		);
	}
}

/** Deletes ended limits, payers' data and old live messages, and fills accounts that run low. */
function startCleaning(
	options: RelayerOptions,
	{ db, seal, clock, accounts }: Resources,
	signal: AbortSignal,
): Promise<void>[] {
	const { log, retentionDays: days } = options;
	const every = (milliseconds: number, name: string, work: (now: Date) => Promise<unknown>) =>
		repeat(name, milliseconds, () => work(new Date(clock.now())), { clock: systemClock, log, signal });
	return [
		every(limitsMilliseconds, 'deleting ended limits', (now) => deleteEndedLimits(db, limits, now)),
		every(retentionMilliseconds, 'redacting payers', (now) => redactPayers({ db, seal, days }, now)),
		every(liveTrimMilliseconds, 'deleting old live messages', (now) =>
			trimLiveOutbox(db, new Date(now.getTime() - liveKept)),
		),
		every(fillMilliseconds, 'filling channel accounts', () => fillAccounts(options, accounts)),
	];
}
