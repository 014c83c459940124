import { Asset } from '@stellar/stellar-sdk';
import type { RegistryConfig } from '#shared/contract/registry.ts';
import { PassaError } from '#shared/errors.ts';
import { type ReadRegistryError, readRegistryConfig } from './read-registry-config.ts';

/** The contracts that a process is configured with. */
export type Contracts = {
	/** C… */
	registry: string;
	/** USDC's contract, C… */
	usdc?: string;
	/** `USDC:G…` */
	usdcAsset?: string;
};

export type CheckContractsError = ReadRegistryError | PassaError<'ENV_INVALID'>;

type Network = { rpcUrl: string; passphrase: string };

/** The registry's configuration. Throws ReadRegistryError: REGISTRY_MISSING if the network has no registry there. */
export async function requireRegistry(
	{ rpcUrl, passphrase }: Network,
	registry: string,
): Promise<RegistryConfig> {
	return readRegistryConfig(rpcUrl, registry).catch((error: ReadRegistryError) => {
		if (error.code !== 'REGISTRY_MISSING') throw error;
		const words = `there is no registry at ${registry} on the network "${passphrase}": its address is of another network, or this one was reset`;
		throw new PassaError('REGISTRY_MISSING', words, { status: 503, cause: error });
	});
}

/**
 * The registry's configuration, if these contracts are of this network and of one deployment. Throws
 * CheckContractsError: REGISTRY_MISSING, or ENV_INVALID for another USDC than the registry's.
 */
export async function checkContracts(
	network: Network,
	{ registry, usdc, usdcAsset }: Contracts,
): Promise<RegistryConfig> {
	const config = await requireRegistry(network, registry);
	if (usdc !== undefined && usdc !== config.usdc) throw otherUsdc('PASSA_USDC');
	if (usdcAsset !== undefined && contractOf(usdcAsset, network.passphrase) !== config.usdc)
		throw otherUsdc('USDC_ASSET');
	return config;
}

function contractOf(asset: string, passphrase: string): string {
	const [code, issuer] = asset.split(':') as [string, string];
	return new Asset(code, issuer).contractId(passphrase);
}

const otherUsdc = (name: string) =>
	new PassaError('ENV_INVALID', `wrong environment: ${name} is not the USDC of the registry`);
