import { fileURLToPath } from 'node:url';
import { migrateSchema } from '#shared/service/migrate.server.ts';
import { runProcess } from '#shared/service/process.server.ts';
import { callerTokens } from './api/caller-tokens.ts';
import { readConfig } from './config.server.ts';
import { platformGateway } from './contacts/platform-gateway.ts';
import { passIssuerOf } from './passes/pass-issuer.server.ts';
import { startRelayer } from './relayer.ts';

const migrations = fileURLToPath(new URL('./migrations', import.meta.url));

/** One relayer node: fiat orders, their settlement, and the keeper that pays payees. Any number share one database. */
await runProcess('relayer', async ({ log, onStop }) => {
	const config = readConfig();
	if (config.DATABASE_OWNER_URL) await migrateSchema(config.DATABASE_OWNER_URL, 'relay', migrations);
	const relayer = await startRelayer({
		databaseUrl: config.DATABASE_URL,
		host: config.HOST,
		port: config.PORT,
		chain: { rpcUrl: config.STELLAR_RPC_URL, passphrase: config.STELLAR_NETWORK_PASSPHRASE },
		registry: config.PASSA_REGISTRY,
		sinceLedger: config.PASSA_SINCE_LEDGER,
		usdcAsset: config.USDC_ASSET,
		relayerSecret: config.RELAYER_SECRET,
		treasurySecret: config.TREASURY_SECRET,
		master: config.RELAYER_MASTER,
		piiKey: config.RELAYER_PII_KEY,
		passes: await passIssuerOf({ key: config.PASS_KEY, earlier: config.PASS_EARLIER_KEYS }),
		mpesa: config.mpesa,
		callers: await callerTokens(config.SESSION_PUBLIC_KEY, config.SUPPORT_TOKEN),
		platform: config.platform && platformGateway(config.platform.url, config.platform.token),
		origin: config.ORIGIN ?? null,
		proxies: config.TRUSTED_PROXIES,
		lanes: config.SETTLE_LANES,
		rate: config.KES_PER_USD,
		holdMilliseconds: config.HOLD_MINUTES * 60_000,
		busyHoldMilliseconds: Math.min(config.HOLD_MINUTES, config.HOLD_MINUTES_BUSY) * 60_000,
		bounds: config.bounds,
		aloneKes: BigInt(config.SUPPORT_ALONE_KES) * 100n,
		fees: {
			day: BigInt(config.NETWORK_FEES_XLM) * 10_000_000n,
			calls: config.NETWORK_FEES_CALLS,
			reserves: BigInt(config.RESERVES_XLM) * 10_000_000n,
		},
		retentionDays: config.RETENTION_DAYS,
		keeper: { minDue: config.KEEPER_MIN_DUE, channels: config.KEEPER_CHANNELS },
		indexerUrl: config.INDEXER_URL ?? null,
		points: config.PASSA_LOYALTY
			? { contract: config.PASSA_LOYALTY, milliseconds: config.POINTS_SECONDS * 1000 }
			: null,
		log,
	});
	onStop(() => relayer.stop());
	log.info({ url: relayer.url, fiat: config.mpesa !== null }, 'the relayer answers');
	await relayer.started;
	log.info('the relayer is up');
});
