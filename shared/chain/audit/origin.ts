import { hex } from '#shared/hex.ts';
import type { Entry } from '../rpc.ts';
import { entryNative, instanceKey, instanceOf, registeredKey } from '../state/event-state.ts';

/** An event's origin: its registry's code and entry, and its money. */
export type Origin = {
	/** SHA-256 (hex) of the registry's code; null if there is none. */
	registryCode: string | null;
	/** The event's number in the registry; null if the registry does not know it. */
	registered: number | null;
	/** `CODE:ISSUER` of the asset, by its own contract; null if that contract is not an asset's. */
	asset: string | null;
};

type NamedContracts = { registry: string; usdc: string };

export const originKeys = ({ registry, usdc }: NamedContracts, event: string): string[] => [
	instanceKey(registry),
	registeredKey(registry, event),
	instanceKey(usdc),
];

export function originIn(
	{ registry, usdc }: NamedContracts,
	event: string,
	found: Map<string, Entry>,
): Origin {
	const [ours, money] = [registry, usdc].map((contract) => {
		const entry = found.get(instanceKey(contract));
		return entry ? instanceOf(entry) : null;
	});
	const record = found.get(registeredKey(registry, event));
	const metadata = money?.isAsset ? (money.values.get('METADATA') as { name?: unknown } | undefined) : null;
	return {
		registryCode: ours?.wasmHash ? hex(ours.wasmHash) : null,
		registered: record ? entryNative<{ no: number }>(record).no : null,
		asset: typeof metadata?.name === 'string' ? metadata.name : null,
	};
}
