import { fileURLToPath } from 'node:url';
import { migrateSchema } from '#shared/service/migrate.server.ts';
import { runProcess } from '#shared/service/process.server.ts';
import { sessionVerifier } from '#shared/session.server.ts';
import { readConfig } from './config.server.ts';
import { startIndexer } from './indexer.ts';
import { clearLeftovers } from './reindex/reindex-lock.ts';

const migrations = fileURLToPath(new URL('./migrations', import.meta.url));

/** One indexer node: follows the chain while it leads, serves reads and listeners always. */
await runProcess('indexer', async ({ log, onStop }) => {
	const config = readConfig();
	const { DATABASE_OWNER_URL: ownerUrl } = config;
	if (ownerUrl) {
		await migrateSchema(ownerUrl, 'chain', migrations);
		await clearLeftovers(ownerUrl);
	}
	const { SESSION_PUBLIC_KEY: sessionKey } = config;
	const indexer = await startIndexer({
		databaseUrl: config.DATABASE_URL,
		rpcUrl: config.STELLAR_RPC_URL,
		network: config.STELLAR_NETWORK_PASSPHRASE,
		registry: config.PASSA_REGISTRY,
		sinceLedger: config.PASSA_SINCE_LEDGER,
		payouts: config.PAYOUTS_ADDRESS ?? null,
		metadataBase: config.METADATA_BASE,
		archiveUrls: config.STELLAR_ARCHIVE_URLS,
		host: config.HOST,
		port: config.PORT,
		pollMilliseconds: config.POLL_MILLISECONDS,
		proxies: config.TRUSTED_PROXIES,
		verify: sessionKey ? await sessionVerifier(sessionKey) : null,
		log,
	});
	onStop(() => indexer.stop());
	log.info({ url: indexer.url }, 'indexer serves');
	await indexer.started;
	log.info('indexer reads');
});
