import { Keypair } from '@stellar/stellar-sdk';
import type { Logger } from 'pino';
import { readRegistryConfig } from '#shared/chain/state/read-registry-config.ts';
import type { Chain } from '#shared/chain/submit/invoke.ts';
import { PassaError } from '#shared/errors.ts';
import type { KesRate } from '#shared/kes-rate.ts';
import { type Clock, systemClock } from '#shared/service/clock.ts';
import { openPostgres } from '#shared/service/postgres.server.ts';
import { repeat } from '#shared/service/repeat.ts';
import type { VerifySession } from '#shared/session.server.ts';
import { type Api, createApp } from './api/app.ts';
import { listen } from './api/listen.ts';
import { createMetrics } from './api/metrics.ts';
import { reachedOf } from './api/reached.ts';
import { readStanding } from './api/standing.ts';
import { channelKeys, openChannels } from './channels.ts';
import { Keeper } from './keeper/keeper.ts';
import type { Database } from './models/schema.ts';
import { expireHolds } from './orders/expire-holds.ts';
import { deleteExpiredLimits, type Rule } from './orders/limit.ts';
import { orderChannel } from './orders/notify-order.ts';
import { TermsBook } from './orders/terms-book.ts';
import { OrderWatch } from './orders/watch.ts';
import { type MpesaOptions, mpesaRail } from './rails/mpesa/rail.ts';
import type { Rail } from './rails/rail.ts';
import { sharedTokens } from './rails/shared-tokens.ts';
import { startRails } from './rails/start-rails.ts';
import { redactPayers } from './retention/redact-payers.ts';
import { openSeal, type Seal } from './seal.ts';
import type { Step } from './settle/deps.ts';
import { startSettling } from './settle/start-settling.ts';
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
	verify: VerifySession;
	trustProxy: boolean;
	lanes: number;
	/** What the treasury's USDC is given for: tiers whose price does not fit it are not sold. */
	rate: KesRate;
	holdMilliseconds: number;
	ordersPerAddress: Rule;
	/** For how long after its end an order's phones and receipts are kept. */
	retentionDays: number;
	keeper: { minDue: bigint; channels: number };
	log: Logger;
	/** For tests. */
	clock?: Clock;
	between?: (step: Step) => void | Promise<void>;
};

export type Relayer = { url: string; api: Api; db: Database; stop(): Promise<void> };

const allocators = 4;
const pool = { name: 'relayer', max: 16 };
const expireMilliseconds = 1000;
const forgetMilliseconds = 60_000;
const fillMilliseconds = 600_000;
const retentionMilliseconds = 3_600_000;

/** Opens, starts and connects the parts; `stop` ends them in reverse. The schema must be there. */
export async function startRelayer(options: RelayerOptions): Promise<Relayer> {
	const { chain, log, clock = systemClock } = options;
	const postgres = openPostgres<Record<string, never>>(options.databaseUrl, {}, pool);
	const { db } = postgres;
	const seal = openSeal(options.piiKey);
	const signer = signerOf(options.relayerSecret, options.treasurySecret);
	await refuseOtherKeys(options, signer);
	const accounts = await openAccounts(options);
	const treasury = { address: signer.treasury.publicKey(), asset: options.usdcAsset };
	await readTreasury(db, chain.rpcUrl, treasury, new Date(clock.now()));

	const watch = new OrderWatch(systemClock);
	const methods = options.mpesa ? [openMpesaRail(options.mpesa, db, seal, clock, log)] : [];
	const rails = startRails({ db, listen: postgres.listen, seal, clock, log }, methods);
	const settling = startSettling({ ...options, ...accounts, db, seal, signer, clock, treasury });
	const silence = postgres.listen(orderChannel, (reference) => {
		watch.notify(reference);
		settling.wake();
	});
	const keeper = startKeeper(options, accounts.keeper);
	const cleaning = startCleaning(db, clock, log, {
		fill: () => openAccounts(options),
		forget: (now) => redactPayers({ db, seal, days: options.retentionDays }, now),
	});
	const app = createApp({
		db,
		log,
		clock,
		seal,
		watch,
		terms: new TermsBook(),
		custody: custodyOf(options.master),
		readTokens: readTokensOf(options.master),
		rate: options.rate,
		holdMilliseconds: options.holdMilliseconds,
		ordersPerAddress: options.ordersPerAddress,
		methods,
		verify: options.verify,
		trustProxy: options.trustProxy,
		reached: reachedOf({ db, rpcUrl: chain.rpcUrl, providerUrl: options.mpesa?.baseUrl ?? null, clock }),
		metrics: createMetrics(keeper.facts, () => readStanding(db, new Date(clock.now()))),
		rails: rails.routes,
	});
	const server = await listen(app, options);
	return {
		url: server.url,
		api: app,
		db,
		async stop() {
			watch.close();
			await server.close();
			await silence();
			await Promise.all([keeper.stop(), settling.stop(), rails.stop(), cleaning.stop()]);
			await postgres.close();
		},
	};
}

/** Keys that the registry does not know would fail at the first sale: better at the start. */
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

/** The accounts that submit, each of its own work; made where they are missing. */
async function openAccounts({ chain, relayerSecret, keeper, lanes }: RelayerOptions) {
	const accounts = {
		keeper: channelKeys(relayerSecret, 'keeper channel', keeper.channels),
		lanes: channelKeys(relayerSecret, 'settlement lane', lanes),
		allocators: channelKeys(relayerSecret, 'allocation channel', allocators),
	};
	await openChannels(chain, Keypair.fromSecret(relayerSecret), Object.values(accounts).flat());
	return accounts;
}

function openMpesaRail(options: MpesaOptions, db: Database, seal: Seal, clock: Clock, log: Logger): Rail {
	const tokens = sharedTokens(db, seal, 'mpesa');
	return mpesaRail({ ...options, tokens, now: () => clock.now() }, log);
}

function startKeeper(
	{ chain, registry, sinceLedger, keeper, log }: RelayerOptions,
	channels: Keypair[],
): Keeper {
	const started = new Keeper({ chain, registry, sinceLedger, channels, minDue: keeper.minDue, log });
	started.start();
	return started;
}

/** Gives back holds that nobody paid for in time, forgets who tried how often and who paid, fills accounts that run low. */
function startCleaning(
	db: Database,
	clock: Clock,
	log: Logger,
	{ fill, forget }: Record<'fill' | 'forget', (now: Date) => Promise<unknown>>,
): { stop(): Promise<void> } {
	const stopping = new AbortController();
	const every = (milliseconds: number, name: string, work: (now: Date) => Promise<unknown>) =>
		repeat(name, milliseconds, () => work(new Date(clock.now())), {
			clock: systemClock,
			log,
			signal: stopping.signal,
		});
	const work = [
		every(expireMilliseconds, 'expiring holds', (now) => expireHolds(db, now)),
		every(forgetMilliseconds, 'forgetting limits', (now) => deleteExpiredLimits(db, now)),
		every(retentionMilliseconds, 'forgetting who paid', forget),
		every(fillMilliseconds, 'filling channel accounts', fill),
	];
	return {
		async stop() {
			stopping.abort();
			await Promise.all(work);
		},
	};
}
