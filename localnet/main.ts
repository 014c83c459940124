import { runProcess } from '#shared/service/process.server.ts';
import { readConfig } from './config.server.ts';
import { startLocalnet } from './localnet.ts';

await runProcess('localnet', async ({ log, onStop }) => {
	const config = readConfig();
	const localnet = await startLocalnet({
		dataDir: config.PASSA_DATA,
		port: config.PORT,
		host: config.HOST,
		closeSeconds: config.CLOSE_SECONDS,
	});
	onStop(() => localnet.close());
	log.info({ url: localnet.url, ledger: localnet.network.sequence }, 'the network is up');
});
