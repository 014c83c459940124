import { join } from 'node:path';
import { runProcess } from '#shared/service/process.server.ts';
import { readConfig } from './config.server.ts';
import { startSimulator } from './start-simulator.ts';

/** A simulated M-Pesa: it pays every push within two seconds, and misbehaves on request. */
await runProcess('mpesa-simulator', async ({ log, onStop }) => {
	const config = readConfig();
	const simulator = await startSimulator({
		host: config.HOST,
		port: config.PORT,
		...(config.PASSA_DATA ? { file: join(config.PASSA_DATA, 'mpesa-simulator.json') } : {}),
		logins: {
			key: config.MPESA_KEY,
			secret: config.MPESA_SECRET,
			shortcode: config.MPESA_SHORTCODE,
			passkey: config.MPESA_PASSKEY,
			initiatorPassword: config.MPESA_INITIATOR_PASSWORD,
		},
	});
	onStop(() => simulator.stop());
	log.info({ url: simulator.url }, 'the M-Pesa simulator is up');
});
