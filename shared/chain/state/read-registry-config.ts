import { scValToNative, xdr } from '@stellar/stellar-sdk';
import type { RegistryConfig } from '#shared/contract/registry.ts';
import { PassaError } from '#shared/errors.ts';
import { type Entry, ledgerEntries } from '../rpc.ts';
import type { RpcError } from '../rpc-node.ts';
import { instanceKey } from './event-state.ts';

/** The registry as its instance's entry holds it: configuration, how many events it announced, its code's SHA-256. */
export type RegistryState = {
	config: RegistryConfig;
	count: number;
	/** Whether the guardian has ended the relayer's powers. */
	relayerDisabled: boolean;
	wasmHash: Uint8Array | null;
};

export type ReadRegistryError = RpcError | PassaError<'REGISTRY_MISSING'>;

/** Throws ReadRegistryError: REGISTRY_MISSING if there is no registry at this address. */
export async function readRegistry(rpcUrl: string, registry: string): Promise<RegistryState> {
	const key = instanceKey(registry);
	return registryIn((await ledgerEntries(rpcUrl, [key])).get(key));
}

/** What the registry's instance entry holds. Throws REGISTRY_MISSING if the entry is not a registry's. */
export function registryIn(entry: Pick<Entry, 'xdr'> | undefined): RegistryState {
	const data = entry && xdr.LedgerEntryData.fromXdr(entry.xdr, 'base64');
	const value = data?.type === 'contractData' ? data.contractData.val : null;
	const instance = value?.type === 'scvContractInstance' ? value.instance : null;
	const values = new Map(
		(instance?.storage ?? []).map((e) => [(scValToNative(e.key) as unknown[])[0], scValToNative(e.val)]),
	);
	const config = values.get('Config') as RegistryConfig | undefined;
	// An event's contract has a Config, too.
	if (!instance || !config?.event_wasm)
		throw new PassaError('REGISTRY_MISSING', 'there is no registry at this address', { status: 503 });
	const code = instance.executable.toXdrObject();
	return {
		config,
		count: (values.get('Count') as number | undefined) ?? 0,
		relayerDisabled: values.get('RelayerDisabled') === true,
		wasmHash: code.type === 0 ? code.wasmHash : null,
	};
}

export const readRegistryConfig = async (rpcUrl: string, registry: string): Promise<RegistryConfig> =>
	(await readRegistry(rpcUrl, registry)).config;
