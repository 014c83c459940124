import { pino } from 'pino';
import { type Indexer, startIndexer } from '#indexer/indexer.ts';
import type { Deployment } from '#scripts/deploy/deployment.ts';
import type { Chain } from '#shared/chain/submit/invoke.ts';
import { noNetworks } from '#shared/service/address.ts';
import type { TestPostgres } from '../postgres/test-postgres.ts';

/** A silent indexer with an empty database of its own, which has begun to read the deployment's history. */
export async function startBenchIndexer(
	cluster: Pick<TestPostgres, 'database'>,
	{ rpcUrl, passphrase: network }: Chain,
	{ registry, sinceLedger }: Deployment,
): Promise<Indexer> {
	const indexer = await startIndexer({
		databaseUrl: (await cluster.database()).urls('indexer').run,
		rpcUrl,
		network,
		registry,
		sinceLedger,
		metadataBase: new URL('file:///nowhere/'),
		host: '127.0.0.1',
		port: 0,
		pollMilliseconds: 200,
		proxies: noNetworks,
		log: pino({ level: 'silent' }),
	});
	await indexer.started;
	return indexer;
}
