import { Keypair } from '@stellar/stellar-sdk';
import type { Logger } from 'pino';
import type { Chain } from '#shared/chain/submit/invoke.ts';
import { type Clock, systemClock } from '#shared/clock.ts';
import type { KesRate } from '#shared/kes-rate.ts';
import { passkeySite } from '#shared/passkey.server.ts';
import type { Networks } from '#shared/service/address.ts';
import { ChannelAccounts, channelKeys } from '#shared/service/channel-accounts.server.ts';
import type { Postgres } from '#shared/service/postgres.server.ts';
import type { CallerTokens } from './api/caller-tokens.ts';
import type { PlatformGateway } from './contacts/platform-gateway.ts';
import type { HeldDeps } from './held/held-deps.ts';
import { archiveOf } from './keeper/indexer-archive.ts';
import { Keeper } from './keeper/keeper.ts';
import { isHeld } from './models/held.ts';
import type { Database } from './models/schema.ts';
import type { FeeBounds, FeeDeps } from './network-fees/fee-deps.ts';
import type { Bounds } from './orders/bounds.ts';
import { OrderWatch } from './orders/order-watch.ts';
import type { PassIssuer } from './passes/pass-issuer.server.ts';
import { type MpesaOptions, mpesaRail } from './rails/mpesa/rail.ts';
import type { Rail, RegistrationFact } from './rails/rail.ts';
import { sharedTokens } from './rails/shared-tokens.ts';
import { openRelayerSeal, type RelayerSeal } from './relayer-seal.ts';
import { heldKeysOf, signerOf } from './signer.server.ts';

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
	/** Certifies devices that show passes. */
	passes: PassIssuer;
	/** Null: there is no fiat rail. */
	mpesa: MpesaOptions | null;
	callers: CallerTokens;
	/** Who sends messages, and knows which numbers a person has proved; null: nobody. */
	platform: PlatformGateway | null;
	/** The web's origin, whose passkeys sign for accounts that Passa holds; null: none are held. */
	origin?: string | null;
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
	/** What is paid of other people's network fees within a day. */
	fees: FeeBounds;
	/** For how long after its end an order's phones and receipts are kept. */
	retentionDays: number;
	keeper: { minDue: bigint; channels: number };
	/** The age in seconds above which the newest ledger makes this relayer unready; 60 unless given. */
	staleSeconds?: number;
	/** The indexer's URL, for ledgers that the RPC no longer has; null: there is none. */
	indexerUrl: string | null;
	/** The contract of members' points, and how long lies between two roots; null: nobody gets points. */
	points?: { contract: string; milliseconds: number } | null;
	log: Logger;
	/** For tests. */
	clock?: Clock;
};

const allocators = 4;
const refunders = 4;
/** Accounts that move tickets to their holders' wallets. */
const movers = 2;
/** Accounts that buy listed tickets side by side. */
const resellers = 2;
/** Accounts that pay what support asked to pay. */
const payers = 1;
/** Accounts by which wallets get accounts side by side: each for as long as a person may take to sign. */
const openers = 8;

export type Resources = ReturnType<typeof openResources>;

/** The parts that need no network. */
export function openResources(
	options: RelayerOptions,
	{ db, listen }: Postgres<Record<string, never>>,
	clock: Clock,
) {
	const { chain, relayerSecret, mpesa, keeper: keeping, registry, sinceLedger, log } = options;
	const seal = openRelayerSeal(options.piiKey);
	const signer = signerOf(relayerSecret, options.treasurySecret);
	const accounts = {
		keeper: channelKeys(relayerSecret, 'keeper channel', keeping.channels),
		lanes: channelKeys(relayerSecret, 'settlement lane', options.lanes),
		allocators: channelKeys(relayerSecret, 'allocation channel', allocators),
		refunders: channelKeys(relayerSecret, 'refund channel', refunders),
		movers: channelKeys(relayerSecret, 'wallet channel', movers),
		resellers: channelKeys(relayerSecret, 'resale channel', resellers),
		payers: channelKeys(relayerSecret, 'asked payout', payers),
		feePayer: channelKeys(relayerSecret, 'network fees', 1),
		/** The gate that organizers name to their events' contracts. */
		gate: channelKeys(relayerSecret, 'gate', 1),
		openers: channelKeys(relayerSecret, 'trust line', openers),
		points: channelKeys(relayerSecret, 'points', 1),
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

function openMpesaRail(
	options: MpesaOptions,
	db: Database,
	seal: RelayerSeal,
	clock: Clock,
	log: Logger,
): Rail {
	const tokens = sharedTokens(db, seal, 'mpesa');
	return mpesaRail({ ...options, tokens, now: () => clock.now() }, log);
}

/** What paying network fees of others needs. */
export const payingOf = (
	{ chain, registry, fees, usdcAsset: asset }: RelayerOptions,
	{ db, clock, seal, log, accounts, signer }: Resources,
	{ assertStarted }: Pick<FeeDeps, 'assertStarted'> = {},
): FeeDeps => ({
	...{ db, clock, seal, log, chain, registry, fees, asset, assertStarted },
	payer: accounts.feePayer[0]!,
	openers: accounts.openers,
	isHeld: (address) => isHeld(db, address),
	own: new Set([
		...Object.values(accounts).flatMap((keys) => keys.map((key) => key.publicKey())),
		signer.relayer.publicKey(),
		signer.treasury.publicKey(),
	]),
});

/** What accounts that Passa holds need. */
export const heldDepsOf = (
	{ chain, registry, master, origin, platform, usdcAsset: asset }: RelayerOptions,
	{ db, clock, log }: Resources,
	paying: FeeDeps,
): HeldDeps => ({
	...{ db, clock, log, chain, registry, asset, paying, platform },
	keys: heldKeysOf(master),
	site: origin ? passkeySite(origin) : null,
});
