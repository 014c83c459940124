import { z } from 'zod';
import { readEnv } from '#shared/env.server.ts';
import { PassaError } from '#shared/errors.ts';
import { localnetPassphrase } from '#shared/networks.ts';
import { deploy } from './deploy/deploy.ts';
import { readDeployment, writeDeployment } from './deploy/deployment.ts';
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
		PASSA_DEPLOYER_SECRET: z.string().optional().describe('the secret key of a funded account'),
		PASSA_RELAYER: z.string().optional().describe('the address of the relayer'),
		PASSA_TREASURY: z.string().optional().describe('the address of the treasury'),
		PASSA_PLATFORM: z.string().optional().describe("the address of the platform's payee"),
	});
	const known = readDeployment(data);
	if (known && known.passphrase !== env.STELLAR_NETWORK_PASSPHRASE) {
		throw new PassaError(
			'OTHER_NETWORK',
			`${data} belongs to the network "${known.passphrase}"; use another --data`,
		);
	}
	const deployment =
		known ??
		(await deploy({
			chain: { rpcUrl: env.STELLAR_RPC_URL, passphrase: env.STELLAR_NETWORK_PASSPHRASE },
			deployerSecret: env.PASSA_DEPLOYER_SECRET,
			relayer: env.PASSA_RELAYER,
			treasury: env.PASSA_TREASURY,
			platform: env.PASSA_PLATFORM,
			progress: (line) => console.error(line),
		}));
	if (!known) writeDeployment(data, deployment);
	const { registry, usdc, eventWasm } = deployment;
	console.log(JSON.stringify({ registry, usdc, eventWasm, alreadyDeployed: known !== null }));
});
