import { scValToNative, xdr } from '@stellar/stellar-sdk';
import type { RegistryConfig } from '#shared/contract/registry.ts';
import { PassaError } from '#shared/errors.ts';
import { ledgerEntries, type RpcError } from '../rpc.ts';
import { instanceKey } from './event-state.ts';

export type ReadRegistryError = RpcError | PassaError<'REGISTRY_MISSING'>;

/** The registry's own configuration, as its entry holds it now. Throws ReadRegistryError. */
export async function readRegistryConfig(rpcUrl: string, registry: string): Promise<RegistryConfig> {
	const key = instanceKey(registry);
	const entry = (await ledgerEntries(rpcUrl, [key])).get(key);
	const data = entry && xdr.LedgerEntryData.fromXdr(entry.xdr, 'base64');
	const value = data?.type === 'contractData' ? data.contractData.val : null;
	const storage = value?.type === 'scvContractInstance' ? (value.instance.storage ?? []) : [];
	const config = storage.find((e) => (scValToNative(e.key) as unknown[])[0] === 'Config');
	if (!config)
		throw new PassaError('REGISTRY_MISSING', 'there is no registry at this address', { status: 503 });
	return scValToNative(config.val) as RegistryConfig;
}
