import { fileURLToPath } from 'node:url';
import { migrateSchema } from '#shared/service/migrate.server.ts';
import { runProcess } from '#shared/service/process.server.ts';
import { readConfig } from './config.server.ts';
import { africasTalking } from './notify/africas-talking.ts';
import { byChannel, keepInOutbox } from './notify/messenger.ts';
import { smtp } from './notify/smtp.ts';
import { startPlatform } from './platform.ts';

const migrations = fileURLToPath(new URL('./migrations', import.meta.url));

/** One platform node: accounts, drafts, and the messages they cause. Any number of them share one database. */
await runProcess('platform', async ({ log, onStop }) => {
	const config = readConfig();
	const { live } = config;
	if (config.DATABASE_OWNER_URL) await migrateSchema(config.DATABASE_OWNER_URL, 'platform', migrations);
	const platform = await startPlatform({
		databaseUrl: config.DATABASE_URL,
		host: config.HOST,
		port: config.PORT,
		origin: config.ORIGIN,
		proxies: config.TRUSTED_PROXIES,
		indexerUrl: config.INDEXER_URL,
		rpcUrl: config.STELLAR_RPC_URL,
		passphrase: config.STELLAR_NETWORK_PASSPHRASE,
		registry: config.PASSA_REGISTRY,
		metadataDir: config.METADATA_DIR,
		mediaDir: config.MEDIA_DIR,
		rate: config.KES_PER_USD,
		payouts: config.PAYOUTS_ADDRESS,
		sessionKey: config.SESSION_KEY,
		authSecret: config.AUTH_SECRET,
		piiKey: config.PII_KEY,
		serviceToken: config.SERVICE_TOKEN,
		admins: config.PLATFORM_ADMINS,
		messenger: live
			? byChannel({ sms: africasTalking(live.sms), email: smtp(live.smtpUrl, live.mailFrom) })
			: keepInOutbox,
		outboxOpen: live === null,
		log,
	});
	onStop(() => platform.stop());
	log.info({ url: platform.url }, 'platform serves');
	await platform.started;
});
