import { ledgerEntries } from '#shared/chain/rpc.ts';
import { checkNetwork } from '#shared/chain/rpc-nodes.ts';
import { instanceKey } from '#shared/chain/state/event-state.ts';
import { PassaError } from '#shared/errors.ts';
import { makeFolder } from '../make-folder.ts';
import { type DeployOptions, deploy } from './deploy.ts';
import { type Deployment, readDeployment, writeDeployment } from './deployment.ts';

/**
 * The data folder's deployment, made if there is none. A deployment whose contracts are gone from the network is
 * refused. Throws RPC_WRONG_NETWORK, before anything is signed, if the RPC is of another network.
 */
export async function ensureDeployed(
	dataDir: string,
	options: DeployOptions,
): Promise<{ deployment: Deployment; alreadyDeployed: boolean }> {
	const { rpcUrl, passphrase } = options.chain;
	const known = readDeployment(dataDir);
	if (!known) {
		// Checks first that the folder can be written: a deployment that cannot be saved would waste fees.
		makeFolder(dataDir);
		await checkNetwork(options.chain);
		const deployment = await deploy(options);
		writeDeployment(dataDir, deployment);
		return { deployment, alreadyDeployed: false };
	}
	if (known.passphrase !== passphrase) {
		throw new PassaError(
			'OTHER_NETWORK',
			`${dataDir} belongs to the network "${known.passphrase}"; use another --data`,
		);
	}
	await checkNetwork(options.chain);
	const key = instanceKey(known.registry);
	if (!(await ledgerEntries(rpcUrl, [key])).has(key)) {
		throw new PassaError(
			'DEPLOYMENT_GONE',
			`the network at ${rpcUrl} does not have the contracts of ${dataDir}: it was reset, or is another one; npm start -- --reset starts over, or use another --data`,
		);
	}
	return { deployment: known, alreadyDeployed: true };
}
