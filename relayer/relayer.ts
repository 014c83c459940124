import { checkNetwork, expectLedger } from '#shared/chain/rpc-nodes.ts';
import { checkContracts } from '#shared/chain/state/check-contracts.ts';
import { systemClock } from '#shared/clock.ts';
import { PassaError } from '#shared/errors.ts';
import { usualStaleSeconds } from '#shared/service/health.server.ts';
import { listenHttp } from '#shared/service/http.server.ts';
import { openPostgres } from '#shared/service/postgres.server.ts';
import { assertOurNetwork } from '#shared/service/rpc.server.ts';
import { beginStartup, type Startup } from '#shared/service/startup.server.ts';
import { type Api, createApp } from './api/app.ts';
import { dependenciesOf } from './api/dependencies.ts';
import { relayerMetrics } from './api/metrics.ts';
import { readQueueStats } from './api/queue-stats.ts';
import { openNetwork } from './models/network.ts';
import type { Database } from './models/schema.ts';
import { feeBalanceOf, feeStats } from './network-fees/fee-stats.ts';
import { orderChannel } from './orders/notify-order.ts';
import type { OrderDeps } from './orders/order-deps.ts';
import { TermsCache } from './orders/terms-cache.ts';
import { walletOrdersOf } from './orders/wallet-orders.ts';
import { hookRoutes } from './rails/start-rails.ts';
import { indexedCredits } from './refunds/credits-of-order.ts';
import {
	heldDepsOf,
	openResources,
	payingOf,
	type RelayerOptions,
	type Resources,
} from './relayer-resources.ts';
import { contactTokensOf, custodyOf, memberIdsOf, readTokensOf, type Signer } from './signer.server.ts';
import { fillAccounts, startWorkers, type Workers } from './start-workers.ts';
import { readTreasury } from './treasury/read-treasury.ts';

export type Relayer = {
	url: string;
	api: Api;
	db: Database;
	/**
	 * Resolves when all parts work. Rejects with ENV_INVALID for keys or USDC that the registry does not know,
	 * REGISTRY_MISSING, RPC_WRONG_NETWORK, RPC_WRONG_HISTORY, or DATABASE_OF_ANOTHER_CHAIN.
	 */
	started: Promise<void>;
	stop(): Promise<void>;
};

const poolSize = 16;
const fatal = [
	'ENV_INVALID',
	'REGISTRY_MISSING',
	'RPC_WRONG_NETWORK',
	'RPC_WRONG_HISTORY',
	'DATABASE_OF_ANOTHER_CHAIN',
];

/**
 * Serves immediately: callbacks are stored and orders can be read while the network is away. What needs the network begins
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
	let workers: Workers | null = null;
	const begin = async () => {
		await listening;
		await reachNetwork(options, resources);
		workers = startWorkers(options, resources, stopping.signal);
	};
	const startup = beginStartup(begin, { clock: systemClock, log, signal: stopping.signal, fatal });
	const silence = postgres.listen(orderChannel, (reference) => {
		watch.notify(reference);
		workers?.wake();
	});
	const health = healthOf(options, resources, startup);
	const orders = ordersOf(options, resources, startup);
	const paying = payingOf(options, resources, orders);
	const app = createApp({
		...orders,
		paying,
		held: heldDepsOf(options, resources, paying),
		...callersOf(options),
		relayer: resources.signer.relayer,
		...gatingOf(options, resources),
		chain: options.chain,
		registry: options.registry,
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
			await workers?.stop();
			await postgres.close();
		},
	};
}

/** What passes and gates need. */
const gatingOf = ({ passes }: RelayerOptions, { accounts }: Resources) => ({
	passes,
	verified: new Map<string, CryptoKey>(),
	gateAccount: accounts.gate[0]!.publicKey(),
});

/** What the API needs to know of callers. */
const callersOf = ({
	log,
	callers,
	proxies,
	aloneKes,
	chain,
	registry,
	indexerUrl,
	...rest
}: RelayerOptions) => ({
	points: rest.points ?? null,
	members: memberIdsOf(rest.master),
	credits: indexerUrl ? indexedCredits(indexerUrl) : null,
	chain,
	registry,
	log,
	callers,
	proxies,
	aloneKes,
});

/** What `/readyz` and `/metrics` answer. */
function healthOf(
	options: RelayerOptions,
	{ db, clock, keeper, registrations, accounts }: Resources,
	startup: Startup,
) {
	const { rpcUrl } = options.chain;
	const dependencies = dependenciesOf({
		db,
		rpcUrl,
		providerUrl: options.mpesa?.baseUrl ?? null,
		startup,
		feeBalance: options.fees.day > 0n ? () => feeBalanceOf(options.chain, accounts.feePayer[0]!) : null,
		registrations,
		staleSeconds: options.staleSeconds ?? usualStaleSeconds,
		clock,
	});
	const read = () => readQueueStats(db, new Date(clock.now()));
	return {
		dependencies,
		metrics: relayerMetrics({
			...{ keeper: keeper.facts, registrations, read, dependencies, rpcUrl },
			readFees: () => feeStats(db, new Date(clock.now())),
		}),
	};
}

/** Once per start: network and database are of one chain, the keys are the registry's, the accounts that submit exist, and the treasury's balance is known. */
async function reachNetwork(
	options: RelayerOptions,
	{ db, signer, treasury, clock, accounts }: Resources,
): Promise<void> {
	const { chain, registry } = options;
	const known = await openNetwork(db, { passphrase: chain.passphrase, registry });
	if (known) expectLedger(chain.rpcUrl, known);
	await checkNetwork(chain);
	await refuseOtherKeys(options, signer);
	await fillAccounts(options, accounts);
	await readTreasury(db, chain.rpcUrl, treasury, new Date(clock.now()));
}

/**
 * What orders need. Until the start is complete no phone is asked: the keys may be wrong, or the treasury unread. Nor
 * while the RPC is of another network, or of another history: the tickets could not be issued.
 */
function ordersOf(options: RelayerOptions, resources: Resources, startup: Startup): OrderDeps {
	return {
		...resources,
		terms: new TermsCache(),
		custody: custodyOf(options.master),
		readTokens: readTokensOf(options.master),
		contactTokens: contactTokensOf(options.master),
		platform: options.platform,
		walletOrders: options.indexerUrl ? walletOrdersOf(options.indexerUrl) : null,
		rate: options.rate,
		holdMilliseconds: options.holdMilliseconds,
		busyHoldMilliseconds: options.busyHoldMilliseconds,
		bounds: options.bounds,
		methods: resources.rails,
		assertStarted() {
			startup.assertStarted();
			assertOurNetwork(options.chain.rpcUrl);
		},
	};
}

/** Keys that the registry does not know would fail at the first sale, and other USDC too: the start refuses them. */
async function refuseOtherKeys(
	{ chain, registry, usdcAsset }: RelayerOptions,
	signer: Signer,
): Promise<void> {
	const known = await checkContracts(chain, { registry, usdcAsset });
	for (const role of ['relayer', 'treasury'] as const) {
		if (known[role] === signer[role].publicKey()) continue;
		const name = `${role.toUpperCase()}_SECRET`;
		throw new PassaError(
			'ENV_INVALID',
			`wrong environment: ${name} is not the key of the registry's ${role}`,
		);
	}
}
