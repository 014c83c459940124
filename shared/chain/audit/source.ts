import { StrKey } from '@stellar/stellar-sdk';
import type { RawEvent } from '#shared/contract/raw-event.ts';
import type { EventVersions } from '#shared/contract/versions.ts';
import { PassaError } from '#shared/errors.ts';
import type { Archive } from '../archive/archive.ts';
import { ledgerEntries } from '../rpc.ts';
import type { RpcError } from '../rpc-node.ts';
import { checkNetwork } from '../rpc-nodes.ts';
import { requireRegistry } from '../state/check-contracts.ts';
import { type DecodeStateError, instanceIn, instanceKey } from '../state/event-state.ts';
import type { ReadRegistryError } from '../state/read-registry-config.ts';
import type { KeptProof } from './fetch-proofs.ts';
import type { KeptEvents } from './kept-proofs.ts';

/** Where an audit reads, and what the auditor knows before it reads. */
export type Source = {
	rpcUrl: string;
	passphrase: string;
	/** Unset: the ones that the event's own contract names. The audit then checks what they are. */
	registry?: string;
	usdc?: string;
	/** The ledger before the registry's. Unset: the oldest that the RPC keeps. */
	sinceLedger?: number;
	/** Another RPC that must hold the same entries and the same ledgers. */
	anchorUrl?: string;
	/** History archives that must name the same ledgers where they have them. */
	archives?: Archive[];
	/** Events that were saved earlier: announcement, contract events, transfers. Those of the RPC are added. */
	events?: RawEvent[];
	/** The versions of the event contract that the reader knows. */
	versions?: EventVersions;
	/** How many ledgers, newest first, are checked for their events' times and transactions. */
	proveLedgers?: number;
	/** Who keeps proofs of ledgers that the RPC has dropped. Nobody has to trust it: a proof holds, or it does not. */
	keptProof?: KeptProof;
	/**
	 * Who keeps the lists of events that the RPC has dropped. It is asked where the RPC's history is cut, and `events`
	 * is unset.
	 */
	keptEvents?: KeptEvents;
	/** For how many milliseconds it reads again if sources or reads differ. */
	patience?: number;
};

/** `registryNamed`: the auditor named the registry. Else the event did, and anybody may run our code as one. */
export type ResolvedSource = Source & {
	registry: string;
	registryNamed: boolean;
	usdc: string;
	sinceLedger: number;
};

export type ResolveSourceError =
	| RpcError
	| ReadRegistryError
	| DecodeStateError
	| PassaError<'EVENT_NOT_FOUND'>;

/** Fills in what the event's contract names, or the registry if the event is a number. Throws ResolveSourceError. */
export async function resolveSource(source: Source, wanted: string): Promise<ResolvedSource> {
	await checkNetwork(source);
	const { registry, usdc, sinceLedger = 1 } = source;
	const registryNamed = registry !== undefined;
	if (registry && usdc) return { ...source, registry, registryNamed, usdc, sinceLedger };
	if (registry && !StrKey.isValidContract(wanted)) {
		const { usdc: named } = await requireRegistry(source, registry);
		return { ...source, registry, registryNamed, usdc: named, sinceLedger };
	}
	if (!StrKey.isValidContract(wanted)) {
		const advice = 'a number counts at one registry: give the address of the event (C…), or --registry';
		throw new PassaError('EVENT_NOT_FOUND', `There is no event ${wanted} without a registry; ${advice}.`, {
			status: 404,
		});
	}
	const found = await ledgerEntries(source.rpcUrl, [instanceKey(wanted)]);
	const { config } = instanceIn(wanted, found, source.versions);
	const named = { registry: registry ?? config.registry, usdc: usdc ?? config.usdc };
	return { ...source, ...named, registryNamed, sinceLedger };
}
