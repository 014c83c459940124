import { join } from 'node:path';
import { type Life, runProcess } from '#shared/service/process.server.ts';
import { refuseOtherContracts, watchNetwork } from '#shared/service/rpc.server.ts';
import { readConfig, type WebConfig } from './config.server.ts';
import { createWeb, type Pages } from './serve.server.ts';

await runProcess('web', async ({ log, onStop }) => {
	const config = readConfig();
	let pages: Pages = (_, response) => void response.writeHead(503).end();
	const { server, close } = createWeb({ config, pages: () => pages, log });
	// The port first: one that is in use is reported before the pages are loaded.
	await new Promise<void>((done, failed) => {
		server.once('error', failed);
		server.listen(config.PORT, config.HOST, done);
	});
	onStop(close);
	pages = await loadPages();
	await guardNetwork(config, log, onStop);
	const { port } = server.address() as { port: number };
	log.info({ port }, 'the web is up');
});

/** Pages build transactions for this RPC. Throws RPC_WRONG_NETWORK, REGISTRY_MISSING, or ENV_INVALID for another USDC. */
async function guardNetwork(config: WebConfig, log: Life['log'], onStop: Life['onStop']): Promise<void> {
	const network = {
		rpcUrl: config.PUBLIC_STELLAR_RPC_URL,
		passphrase: config.STELLAR_NETWORK_PASSPHRASE,
	};
	const contracts = {
		registry: config.PASSA_REGISTRY,
		usdc: config.PASSA_USDC,
		usdcAsset: config.USDC_ASSET,
	};
	await refuseOtherContracts(network, contracts).catch((error) => {
		log.error({ err: error }, 'cannot start: the configuration is wrong');
		throw error;
	});
	const stopping = new AbortController();
	onStop(() => stopping.abort());
	watchNetwork(network, { log, signal: stopping.signal });
}

async function loadPages(): Promise<Pages> {
	const built = join(import.meta.dirname, 'build/handler.js');
	return ((await import(built)) as { handler: Pages }).handler;
}
