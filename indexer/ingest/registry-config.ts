import { scValToNative, xdr } from '@stellar/stellar-sdk';
import { instanceKey } from '#shared/chain/event-state.ts';
import type { RegistryConfig } from '#shared/contract/registry.ts';
import { PassaError } from '#shared/errors.ts';
import type { Source } from './rpc.ts';

/** The registry's own configuration, as its entry holds it now. */
export async function registryConfig(source: Source, registry: string): Promise<RegistryConfig> {
	const { entries } = await source.entries([instanceKey(registry)]);
	const data = entries[0] && xdr.LedgerEntryData.fromXdr(entries[0].xdr, 'base64');
	const value = data?.type === 'contractData' ? data.contractData.val : null;
	if (value?.type !== 'scvContractInstance') {
		throw new PassaError('REGISTRY_MISSING', 'there is no registry at this address', { status: 503 });
	}
	const config = (value.instance.storage ?? []).find((e) => nameOf(e.key) === 'Config');
	return scValToNative(config!.val) as RegistryConfig;
}

const nameOf = (key: xdr.ScVal): unknown => (scValToNative(key) as unknown[])[0];
