import { z } from 'zod';
import { localnetPassphrase } from '#shared/networks.ts';
import { readEnv } from '#shared/service/env.server.ts';
import { ensureDeployed } from './deploy/ensure-deployed.ts';
import { accountAddress, payeeAddress, secretKey } from './deploy/env-keys.ts';
import { verifyCode } from './deploy/verify-code.ts';
import { readFlags } from './flags.ts';
import { runScript } from './run-script.ts';

/** `npm run deploy`: puts the contracts on the network that the environment names. Once for each data folder. */
await runScript(async () => {
	const { data } = readFlags({ data: { type: 'string', default: '.passa' } });
	const env = readEnv({
		STELLAR_RPC_URL: z.url().describe('the address of a Stellar RPC, e.g. http://127.0.0.1:3004'),
		STELLAR_NETWORK_PASSPHRASE: z
			.string()
			.default(localnetPassphrase)
			.describe('the passphrase of that network'),
		PASSA_DEPLOYER_SECRET: secretKey
			.optional()
			.describe('the secret key (S and 55 more characters) of a funded account'),
		PASSA_RELAYER: accountAddress.optional().describe('the address (G…) of the relayer'),
		PASSA_TREASURY: accountAddress.optional().describe('the address (G…) of the treasury'),
		PASSA_PLATFORM: payeeAddress.optional().describe("the address (G… or C…) of the platform's payee"),
		PASSA_GUARDIAN: accountAddress
			.optional()
			.describe('the address (G…) of who vetoes changes and stops events, another key than the deployer’s'),
		PASSA_USDC: z.string().optional().describe('CODE:ISSUER, on a network whose USDC is not known'),
	});
	const { deployment, alreadyDeployed } = await ensureDeployed(data, {
		chain: { rpcUrl: env.STELLAR_RPC_URL, passphrase: env.STELLAR_NETWORK_PASSPHRASE },
		deployerSecret: env.PASSA_DEPLOYER_SECRET,
		relayer: env.PASSA_RELAYER,
		treasury: env.PASSA_TREASURY,
		platform: env.PASSA_PLATFORM,
		guardian: env.PASSA_GUARDIAN,
		usdc: env.PASSA_USDC,
		progress: (line) => console.error(line),
	});
	const { registry, usdc } = deployment;
	const code = await verifyCode(env.STELLAR_RPC_URL, registry);
	console.log(JSON.stringify({ registry, usdc, ...code, alreadyDeployed }));
});
